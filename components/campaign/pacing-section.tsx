"use client";

import { Group, NumberInput, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { segmentQueries } from "#components/segment/queries.ts";
import { DurationInput } from "#components/ui/duration-input.tsx";
import { formatDuration } from "#components/ui/format-time.ts";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { Draft } from "./definition-draft.ts";

type PacingProps = { draft: Draft; onChange: (draft: Draft) => void };

/** Who may get it again, when nothing may go, and how fast it goes. */
export function PacingSection({ draft, onChange }: PacingProps) {
  const t = useTranslations("plan.pacing");
  return (
    <SectionCard title={t("title")} description={t("text")}>
      <Stack gap="md">
        <ReEligibility draft={draft} onChange={onChange} />
        <QuietHours draft={draft} onChange={onChange} />
        <FrequencyCap draft={draft} onChange={onChange} />
        <Group align="flex-start" gap="lg">
          <NumberInput
            label={t("perMinute")}
            description={t("perMinuteText")}
            data-field="rate_limit"
            value={draft.rate_limit.per_minute ?? ""}
            min={1}
            max={10_000_000}
            allowDecimal={false}
            onChange={(value) =>
              onChange({ ...draft, rate_limit: { per_minute: typeof value === "number" ? value : null } })
            }
            w={240}
          />
          <NumberInput
            label={t("cap")}
            description={t("capText")}
            data-field="user_cap"
            value={draft.user_cap?.total ?? ""}
            min={1}
            allowDecimal={false}
            onChange={(value) => {
              const total = typeof value === "number" ? value : null;
              const perRun = draft.user_cap?.per_run ?? null;
              onChange({
                ...draft,
                user_cap: total === null && perRun === null ? null : { total, per_run: perRun },
              });
            }}
            w={240}
          />
          {draft.delivery.type === "scheduled" ? <PerRun draft={draft} onChange={onChange} /> : null}
        </Group>
        <Effect draft={draft} />
      </Stack>
    </SectionCard>
  );
}

function PerRun({ draft, onChange }: PacingProps) {
  const t = useTranslations("plan.pacing");
  return (
    <NumberInput
      label={t("perRun")}
      description={t("perRunText")}
      data-field="user_cap.per_run"
      value={draft.user_cap?.per_run ?? ""}
      min={1}
      allowDecimal={false}
      onChange={(value) => {
        const perRun = typeof value === "number" ? value : null;
        const total = draft.user_cap?.total ?? null;
        onChange({
          ...draft,
          user_cap: total === null && perRun === null ? null : { total, per_run: perRun },
        });
      }}
      w={240}
    />
  );
}

function ReEligibility({ draft, onChange }: PacingProps) {
  const t = useTranslations("plan.pacing");
  const rule = draft.re_eligibility;
  const byDays = rule.after_calendar_days !== undefined;
  return (
    <Stack gap="xs" data-field="re_eligibility">
      <Switch
        label={t("again")}
        description={t("againText")}
        checked={rule.allowed}
        onChange={(event) => onChange({ ...draft, re_eligibility: { allowed: event.currentTarget.checked } })}
      />
      {rule.allowed ? (
        <Group align="flex-end" gap="md">
          {byDays ? (
            <NumberInput
              label={t("afterDays")}
              min={0}
              max={720}
              allowDecimal={false}
              value={rule.after_calendar_days ?? 0}
              onChange={(days) =>
                typeof days === "number" &&
                onChange({ ...draft, re_eligibility: { allowed: true, after_calendar_days: days } })
              }
              w={240}
            />
          ) : (
            <DurationInput
              label={t("after")}
              seconds={rule.after_seconds ?? 0}
              onChange={(seconds) =>
                onChange({ ...draft, re_eligibility: { allowed: true, after_seconds: seconds } })
              }
            />
          )}
          <Switch
            label={t("calendarDays")}
            checked={byDays}
            onChange={(event) =>
              onChange({
                ...draft,
                re_eligibility: event.currentTarget.checked
                  ? { allowed: true, after_calendar_days: 1 }
                  : { allowed: true, after_seconds: 0 },
              })
            }
          />
        </Group>
      ) : null}
    </Stack>
  );
}

function QuietHours({ draft, onChange }: PacingProps) {
  const t = useTranslations("plan.pacing");
  const quiet = draft.quiet_hours;
  return (
    <Stack gap="xs" data-field="quiet_hours">
      <Switch
        label={t("quiet")}
        description={t("quietText")}
        checked={quiet !== null}
        onChange={(event) =>
          onChange({
            ...draft,
            quiet_hours: event.currentTarget.checked
              ? { start: "21:00", end: "08:00", action: "defer" }
              : null,
          })
        }
      />
      {quiet ? (
        <Group gap="xs" align="flex-end">
          <TextInput
            type="time"
            label={t("quietFrom")}
            value={quiet.start}
            onChange={(event) =>
              onChange({ ...draft, quiet_hours: { ...quiet, start: event.currentTarget.value } })
            }
          />
          <TextInput
            type="time"
            label={t("quietTo")}
            value={quiet.end}
            onChange={(event) =>
              onChange({ ...draft, quiet_hours: { ...quiet, end: event.currentTarget.value } })
            }
          />
          <Select
            label={t("quietAction")}
            data={[
              { value: "defer", label: t("defer") },
              { value: "abort", label: t("abort") },
            ]}
            value={quiet.action}
            onChange={(action) =>
              action && onChange({ ...draft, quiet_hours: { ...quiet, action: action as "defer" | "abort" } })
            }
            allowDeselect={false}
            w={240}
          />
        </Group>
      ) : null}
    </Stack>
  );
}

function FrequencyCap({ draft, onChange }: PacingProps) {
  const t = useTranslations("plan.pacing");
  const cap = draft.frequency_cap;
  return (
    <Stack gap="xs" data-field="frequency_cap">
      <Switch
        label={t("frequency")}
        description={t("frequencyText")}
        checked={cap !== null}
        onChange={(event) =>
          onChange({
            ...draft,
            frequency_cap: event.currentTarget.checked ? { max: 3, within_seconds: 7 * 86_400 } : null,
          })
        }
      />
      {cap ? (
        <Group gap="md" align="flex-end">
          <NumberInput
            label={t("max")}
            min={1}
            max={1_000}
            allowDecimal={false}
            value={cap.max}
            onChange={(max) =>
              typeof max === "number" && onChange({ ...draft, frequency_cap: { ...cap, max } })
            }
            w={140}
          />
          <DurationInput
            label={t("within")}
            seconds={cap.within_seconds}
            onChange={(seconds) => onChange({ ...draft, frequency_cap: { ...cap, within_seconds: seconds } })}
          />
        </Group>
      ) : null}
    </Stack>
  );
}

/** "12,400 people at 500 per minute take 25 min": what the limit means for the audience of now. */
function Effect({ draft }: { draft: Draft }) {
  const t = useTranslations("plan.pacing");
  const locale = useLocale();
  const perMinute = draft.rate_limit.per_minute;
  const scheduled = draft.delivery.type === "scheduled";
  const { data } = useQuery(segmentQueries.count(perMinute && scheduled ? draft.audience : null));
  if (!perMinute) return null;
  if (!scheduled || !data) return <Text size="sm">{t("atMost", { count: perMinute })}</Text>;
  const duration = formatDuration(Math.ceil(data.count / perMinute) * 60_000, locale);
  return (
    <Text size="sm" aria-live="polite">
      {t("effect", { count: data.count, perMinute, duration })}
    </Text>
  );
}
