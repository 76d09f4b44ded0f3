"use client";

import { Group, NumberInput, Select, Switch } from "@mantine/core";
import { TimeInput } from "@mantine/dates";
import { useTranslations } from "next-intl";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { WorkspaceView } from "#lib/workspace/schema.ts";
import { FrequencyCaps } from "./frequency-caps.tsx";
import { SettingsForm, WithWorkspace } from "./settings-form.tsx";
import { useWorkspaceForm } from "./use-workspace-form.ts";

/** Quiet hours, frequency caps and retention. */
export function LimitSettings() {
  return (
    <WithWorkspace>
      {(workspace) => (
        <>
          <QuietHours workspace={workspace} />
          <FrequencyCaps workspace={workspace} />
          <Retention workspace={workspace} />
        </>
      )}
    </WithWorkspace>
  );
}

function QuietHours({ workspace }: { workspace: WorkspaceView }) {
  const t = useTranslations("settings");
  const { values, set, save, busy, problems } = useWorkspaceForm(workspace, pickQuietHours);
  return (
    <SectionCard title={t("limits.quietHours")} description={t("limits.description")}>
      <SettingsForm
        busy={busy}
        problems={problems}
        onSave={() => save({ settings: { quiet_hours: values } })}
      >
        <Switch
          label={t("limits.quietHoursEnabled")}
          checked={values.enabled}
          onChange={(event) => set({ enabled: event.currentTarget.checked })}
        />
        <Group align="flex-end">
          <TimeInput
            label={t("limits.start")}
            value={values.start}
            disabled={!values.enabled}
            onChange={(event) => set({ start: event.currentTarget.value })}
          />
          <TimeInput
            label={t("limits.end")}
            value={values.end}
            disabled={!values.enabled}
            onChange={(event) => set({ end: event.currentTarget.value })}
          />
          <Select
            label={t("limits.behavior")}
            w={260}
            allowDeselect={false}
            disabled={!values.enabled}
            data={[
              { value: "hold", label: t("limits.hold") },
              { value: "abort", label: t("limits.abort") },
            ]}
            value={values.behavior}
            onChange={(behavior) => set({ behavior: behavior === "abort" ? "abort" : "hold" })}
          />
        </Group>
      </SettingsForm>
    </SectionCard>
  );
}

function Retention({ workspace }: { workspace: WorkspaceView }) {
  const t = useTranslations("settings");
  const { values, set, save, busy, problems } = useWorkspaceForm(workspace, pickRetention);
  const days = (value: string | number) => Number(value) || 1;
  return (
    <SectionCard title={t("limits.retention")} description={t("limits.retentionHint")}>
      <SettingsForm busy={busy} problems={problems} onSave={() => save({ settings: { retention: values } })}>
        <Group align="flex-end">
          <NumberInput
            label={t("limits.bodiesDays")}
            min={1}
            max={3650}
            value={values.request_bodies_days}
            onChange={(value) => set({ request_bodies_days: days(value) })}
          />
          <NumberInput
            label={t("limits.deliveriesDays")}
            min={1}
            max={3650}
            value={values.deliveries_days}
            onChange={(value) => set({ deliveries_days: days(value) })}
          />
          <NumberInput
            label={t("limits.eventsDays")}
            min={1}
            max={3650}
            value={values.events_days}
            onChange={(value) => set({ events_days: days(value) })}
          />
        </Group>
      </SettingsForm>
    </SectionCard>
  );
}

const pickQuietHours = ({ settings }: WorkspaceView) => settings.quiet_hours;
const pickRetention = ({ settings }: WorkspaceView) => settings.retention;
