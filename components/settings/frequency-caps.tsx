"use client";

import { ActionIcon, Button, NumberInput, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { WorkspaceView } from "#lib/workspace/schema.ts";
import classes from "./settings.module.css";
import { SettingsForm } from "./settings-form.tsx";
import { useWorkspaceForm } from "./use-workspace-form.ts";

const DAY_SECONDS = 86_400;
type Cap = WorkspaceView["settings"]["frequency_caps"][number];

/** At most so many messages per person and time. */
export function FrequencyCaps({ workspace }: { workspace: WorkspaceView }) {
  const t = useTranslations("settings");
  const { values, set, save, busy, problems } = useWorkspaceForm(workspace, pick);
  const { caps } = values;
  const change = (index: number, part: Partial<Cap>) =>
    set({ caps: caps.map((cap, at) => (at === index ? { ...cap, ...part } : cap)) });
  const add = () => set({ caps: [...caps, { tag: null, max: 3, within_seconds: 7 * DAY_SECONDS }] });
  return (
    <SectionCard title={t("limits.caps")} description={t("limits.capsHint")}>
      <SettingsForm
        busy={busy}
        problems={problems}
        onSave={() => save({ settings: { frequency_caps: caps } })}
      >
        {caps.length === 0 ? <Text c="dimmed">{t("limits.capsEmpty")}</Text> : null}
        {caps.map((cap, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: caps have no identity but their place
          <div key={index} className={classes.cap}>
            <NumberInput
              label={t("limits.capMax")}
              min={1}
              max={1000}
              value={cap.max}
              onChange={(max) => change(index, { max: Number(max) || 1 })}
            />
            <NumberInput
              label={t("limits.capDays")}
              min={0.01}
              max={365}
              value={cap.within_seconds / DAY_SECONDS}
              onChange={(days) => change(index, { within_seconds: (Number(days) || 1) * DAY_SECONDS })}
            />
            <TextInput
              label={t("limits.capTag")}
              placeholder={t("limits.capTagHint")}
              value={cap.tag ?? ""}
              onChange={(event) => change(index, { tag: event.currentTarget.value || null })}
            />
            <ActionIcon
              size={34}
              aria-label={t("limits.removeCap", { number: index + 1 })}
              onClick={() => set({ caps: caps.filter((_, at) => at !== index) })}
            >
              <IconTrash size={16} aria-hidden="true" />
            </ActionIcon>
          </div>
        ))}
        <div>
          <Button variant="default" leftSection={<IconPlus size={14} aria-hidden="true" />} onClick={add}>
            {t("limits.addCap")}
          </Button>
        </div>
      </SettingsForm>
    </SectionCard>
  );
}

const pick = ({ settings }: WorkspaceView) => ({ caps: settings.frequency_caps });
