"use client";

import {
  Autocomplete,
  Checkbox,
  Drawer,
  NumberInput,
  SegmentedControl,
  Stack,
  Switch,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { eventQueries } from "#components/event/queries.ts";
import { AudienceCount } from "#components/segment/audience-panel.tsx";
import { FilterBuilder } from "#components/segment/filter-builder.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import type { CanvasDefinition, CanvasEntryRule } from "#lib/canvas/schema.ts";
import { useCanvasState } from "./canvas-store.ts";
import { VariantSettings } from "./variant-settings.tsx";

type SettingsProps = { opened: boolean; onClose: () => void; canvasId: string };

/** Who comes in and when, who leaves early, and how fast messages go. */
export function SettingsDrawer({ opened, onClose, canvasId }: SettingsProps) {
  const t = useTranslations("journeys");
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size="lg"
      title={t("settings")}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <Settings canvasId={canvasId} />
    </Drawer>
  );
}

function Settings({ canvasId }: { canvasId: string }) {
  const t = useTranslations("journeys");
  const document = useCanvasState((state) => state.document);
  const change = useCanvasState((state) => state.change);
  const names = useQuery(eventQueries.names());
  const events = names.data?.map((entry) => entry.name) ?? [];
  const set = (part: Partial<CanvasDefinition>): void =>
    change({ label: t("undo.settings"), key: `settings ${Object.keys(part).join()}` }, (before) => ({
      ...before,
      ...part,
    }));
  return (
    <Stack gap="lg">
      <Textarea
        label={t("descriptionField")}
        value={document.description}
        onChange={(event) => set({ description: event.currentTarget.value })}
        autosize
      />
      <EntrySettings
        entry={document.entry}
        events={events}
        canvasId={canvasId}
        onChange={(entry) => set({ entry })}
      />
      <Stack gap="xs">
        <Text fw={600}>{t("audience")}</Text>
        <FilterBuilder
          label={t("audience")}
          value={document.audience}
          onChange={(audience) => set({ audience })}
        />
        <AudienceCount filter={document.audience} />
      </Stack>
      <TagsInput
        label={t("exitOn")}
        description={t("exitOnText")}
        data={events}
        value={document.exit_criteria.flatMap((rule) => (rule.event ? [rule.event] : []))}
        onChange={(chosen) =>
          set({
            exit_criteria: [
              ...document.exit_criteria.filter((rule) => rule.event === undefined),
              ...chosen.map(
                (event) => document.exit_criteria.find((rule) => rule.event === event) ?? { event },
              ),
            ],
          })
        }
      />
      <TagsInput
        label={t("conversions")}
        description={t("conversionsText")}
        data={events}
        maxTags={4}
        value={document.conversions.flatMap((goal) => (goal.event ? [goal.event] : []))}
        onChange={(chosen) =>
          set({
            conversions: chosen.map(
              (event) =>
                document.conversions.find((goal) => goal.event === event) ?? {
                  type: "custom_event" as const,
                  event,
                  window_seconds: 259_200,
                },
            ),
          })
        }
      />
      <VariantSettings variants={document.variants} onChange={(variants) => set({ variants })} />
      <QuietHours document={document} onChange={set} />
      <NumberInput
        label={t("perMinute")}
        description={t("perMinuteText")}
        min={1}
        max={10_000_000}
        allowDecimal={false}
        value={document.rate_limit.per_minute ?? ""}
        onChange={(value) => set({ rate_limit: { per_minute: typeof value === "number" ? value : null } })}
      />
    </Stack>
  );
}

type EntryProps = {
  entry: CanvasEntryRule;
  events: string[];
  canvasId: string;
  onChange: (entry: CanvasEntryRule) => void;
};

function EntrySettings({ entry, events, canvasId, onChange }: EntryProps) {
  const t = useTranslations("journeys");
  const [event, setEvent] = useState(entry.type === "action" ? (entry.event ?? "") : "");
  const [kind, setKind] = useState(entry.type);
  function choose(next: CanvasEntryRule["type"]) {
    setKind(next);
    const { re_entry } = entry;
    if (next === "api_trigger") onChange({ type: "api_trigger", re_entry });
    if (next === "scheduled") onChange({ type: "scheduled", start: "launch", frequency: "once", re_entry });
    if (next === "action" && event) onChange({ type: "action", event, re_entry });
  }
  return (
    <Stack gap="sm">
      <Text fw={600}>{t("entry")}</Text>
      <SegmentedControl
        aria-label={t("entry")}
        value={kind}
        onChange={(next) => choose(next as CanvasEntryRule["type"])}
        data={(["action", "scheduled", "api_trigger"] as const).map((value) => ({
          value,
          label: t(`entryKinds.${value}`),
        }))}
      />
      {kind === "action" && !(entry.type === "action" && entry.triggers) ? (
        <Autocomplete
          label={t("event")}
          data={events}
          value={event}
          error={event === "" ? t("eventMissing") : undefined}
          onChange={(next) => {
            setEvent(next);
            if (next)
              onChange({
                ...(entry.type === "action" ? entry : {}),
                type: "action",
                event: next,
                re_entry: entry.re_entry,
              });
          }}
        />
      ) : null}
      {kind === "api_trigger" ? (
        <CodeBlock
          label="cURL"
          wrap
          code={`curl -X POST "$ORIGIN/api/v1/canvas/trigger/send" -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' -d '{"canvas_id": "${canvasId}", "recipients": [{"external_user_id": "u1", "context": {}}]}'`}
        />
      ) : null}
      {kind === "scheduled" ? <Text size="sm">{t("scheduledText")}</Text> : null}
      <Switch
        label={t("reEntry")}
        description={t("reEntryText")}
        checked={entry.re_entry.allowed}
        onChange={(input) => onChange({ ...entry, re_entry: { allowed: input.currentTarget.checked } })}
      />
    </Stack>
  );
}

type QuietProps = { document: CanvasDefinition; onChange: (part: Partial<CanvasDefinition>) => void };

function QuietHours({ document, onChange }: QuietProps) {
  const t = useTranslations("journeys");
  const quiet = document.quiet_hours;
  return (
    <Stack gap="xs">
      <Checkbox
        label={t("quietHours")}
        checked={quiet !== null}
        onChange={(event) =>
          onChange({
            quiet_hours: event.currentTarget.checked
              ? { start: "22:00", end: "08:00", action: "defer" }
              : null,
          })
        }
      />
      {quiet
        ? (["start", "end"] as const).map((end) => (
            <TextInput
              key={end}
              type="time"
              label={t(`quiet.${end}`)}
              value={quiet[end]}
              onChange={(event) =>
                event.currentTarget.value &&
                onChange({ quiet_hours: { ...quiet, [end]: event.currentTarget.value } })
              }
              w={160}
            />
          ))
        : null}
    </Stack>
  );
}
