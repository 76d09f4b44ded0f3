"use client";

import { Select, Stack, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { SectionCard } from "#components/ui/section-card.tsx";
import { timeZones } from "#components/ui/time-zones.ts";
import type { WorkspaceView } from "#lib/workspace/schema.ts";
import classes from "./settings.module.css";
import { SettingsForm, WithWorkspace } from "./settings-form.tsx";
import { useWorkspaceForm } from "./use-workspace-form.ts";

/** Name and zone. */
export function WorkspaceSettings() {
  return <WithWorkspace>{(workspace) => <WorkspaceForm workspace={workspace} />}</WithWorkspace>;
}

function WorkspaceForm({ workspace }: { workspace: WorkspaceView }) {
  const t = useTranslations("settings");
  const { values, set, save, busy, problems } = useWorkspaceForm(workspace, pick);
  const zones = timeZones(values.time_zone);
  return (
    <SectionCard title={t("tabs.workspace")} description={t("workspace.description")}>
      <SettingsForm busy={busy} problems={problems} onSave={() => save(values)}>
        <Stack gap="md" className={classes.form}>
          <TextInput
            label={t("workspace.name")}
            required
            maxLength={80}
            value={values.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <Select
            label={t("workspace.timeZone")}
            description={t("workspace.timeZoneHint")}
            searchable
            allowDeselect={false}
            data={zones}
            value={values.time_zone}
            onChange={(zone) => set({ time_zone: zone ?? "UTC" })}
          />
        </Stack>
      </SettingsForm>
    </SectionCard>
  );
}

const pick = ({ name, time_zone }: WorkspaceView) => ({ name, time_zone });
