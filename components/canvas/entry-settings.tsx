"use client";

import { Group, NumberInput, SegmentedControl, Stack, Switch, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { MomentInput } from "#components/campaign/moment-input.tsx";
import { ScheduleFields } from "#components/campaign/schedule-fields.tsx";
import { TriggerList, withTriggers } from "#components/campaign/trigger-fields.tsx";
import { useFilterNames } from "#components/segment/use-filter-names.ts";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { DurationInput } from "#components/ui/duration-input.tsx";
import type { ActionEntry, CanvasEntryRule, EntryLimit, ScheduledEntry } from "#lib/canvas/schema.ts";
import { triggersOf } from "#lib/trigger/schema.ts";

type EntryProps<Entry> = { entry: Entry; onChange: (entry: CanvasEntryRule) => void };

const KINDS = ["action", "scheduled", "api_trigger"] as const;

/** What lets people in, how often, and how many. */
export function EntrySettings({
  entry,
  onChange,
  canvasId,
}: EntryProps<CanvasEntryRule> & { canvasId: string }) {
  const t = useTranslations("journeys");
  return (
    <Stack gap="sm" component="section" aria-label={t("entry")}>
      <Text fw={600}>{t("entry")}</Text>
      <SegmentedControl
        aria-label={t("entry")}
        value={entry.type}
        onChange={(kind) => onChange(starter(kind, entry))}
        data={KINDS.map((value) => ({ value, label: t(`entryKinds.${value}`) }))}
      />
      {entry.type === "action" ? <ActionFields entry={entry} onChange={onChange} /> : null}
      {entry.type === "scheduled" ? <Schedule entry={entry} onChange={onChange} /> : null}
      {entry.type === "api_trigger" ? (
        <CodeBlock
          label="cURL"
          wrap
          code={`curl -X POST "$ORIGIN/api/v1/canvas/trigger/send" -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' -d '{"canvas_id": "${canvasId}", "recipients": [{"external_user_id": "u1", "context": {}}]}'`}
        />
      ) : null}
      <ReEntry entry={entry} onChange={onChange} />
      <Limits entry={entry} onChange={onChange} />
    </Stack>
  );
}

function starter(kind: string, { re_entry, limit }: CanvasEntryRule): CanvasEntryRule {
  const common = { re_entry, ...(limit ? { limit } : {}) };
  if (kind === "api_trigger") return { type: "api_trigger", ...common };
  if (kind === "scheduled") return { type: "scheduled", start: "launch", frequency: "once", ...common };
  return { type: "action", event: "", ...common };
}

function ActionFields({ entry, onChange }: EntryProps<ActionEntry>) {
  const t = useTranslations("plan.action");
  const names = useFilterNames();
  const { start = null, end = null } = entry.window ?? {};
  const setWindow = (next: { start: string | null; end: string | null }): void => {
    const { window: _old, ...rest } = entry;
    onChange(next.start === null && next.end === null ? rest : { ...rest, window: next });
  };
  return (
    <>
      <TriggerList
        value={triggersOf(entry)}
        onChange={(triggers) => onChange(withTriggers(entry, triggers))}
        names={names}
        block="entry."
      />
      <Group gap="xs" grow>
        <MomentInput
          label={t("windowStart")}
          value={start}
          onChange={(at) => setWindow({ start: at, end })}
        />
        <MomentInput label={t("windowEnd")} value={end} onChange={(at) => setWindow({ start, end: at })} />
      </Group>
      <Switch
        label={t("afterEvent")}
        description={t("afterEventText")}
        checked={entry.audience_at === "after_event"}
        onChange={(event) =>
          onChange({ ...entry, audience_at: event.currentTarget.checked ? "after_event" : "before_event" })
        }
      />
    </>
  );
}

function Schedule({ entry, onChange }: EntryProps<ScheduledEntry>) {
  const { re_entry, limit, ...schedule } = entry;
  return (
    <ScheduleFields
      value={schedule}
      onChange={(next) => onChange({ ...next, re_entry, ...(limit ? { limit } : {}) })}
    />
  );
}

function ReEntry({ entry, onChange }: EntryProps<CanvasEntryRule>) {
  const t = useTranslations("journeys");
  const rule = entry.re_entry;
  return (
    <>
      <Switch
        label={t("reEntry")}
        description={t("reEntryText")}
        checked={rule.allowed}
        onChange={(event) => onChange({ ...entry, re_entry: { allowed: event.currentTarget.checked } })}
      />
      {rule.allowed && rule.after_calendar_days === undefined ? (
        <DurationInput
          label={t("reEntryAfter")}
          description={t("reEntryAfterText")}
          seconds={rule.after_seconds ?? 0}
          onChange={(seconds) => onChange({ ...entry, re_entry: { allowed: true, after_seconds: seconds } })}
        />
      ) : null}
    </>
  );
}

const NO_LIMIT: EntryLimit = { total: null, per_day: null, per_hour: null, per_run: null };

function Limits({ entry, onChange }: EntryProps<CanvasEntryRule>) {
  const t = useTranslations("journeys");
  const limit = entry.limit ?? NO_LIMIT;
  const shown =
    entry.type === "scheduled"
      ? (["total", "per_run"] as const)
      : (["total", "per_day", "per_hour"] as const);
  function set(name: keyof EntryLimit, value: string | number) {
    const next = { ...limit, [name]: typeof value === "number" ? value : null };
    const { limit: _old, ...rest } = entry;
    onChange(Object.values(next).every((max) => max === null) ? rest : { ...rest, limit: next });
  }
  return (
    <Stack gap={4}>
      <Text size="sm" fw={550}>
        {t("limit")}
      </Text>
      <Group gap="xs" grow align="flex-start">
        {shown.map((name) => (
          <NumberInput
            key={name}
            label={t(`limits.${name}`)}
            placeholder={t("noLimit")}
            min={1}
            allowDecimal={false}
            value={limit[name] ?? ""}
            onChange={(value) => set(name, value)}
          />
        ))}
      </Group>
    </Stack>
  );
}
