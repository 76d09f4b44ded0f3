"use client";

import { NumberInput, Switch, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { WorkspaceView } from "#lib/workspace/schema.ts";
import { ReviewRules } from "./review-rules.tsx";
import { SettingsForm, WithWorkspace } from "./settings-form.tsx";
import { useWorkspaceForm } from "./use-workspace-form.ts";

/** When somebody else must look before anything is sent. */
export function ReviewSettings() {
  return <WithWorkspace>{(workspace) => <ReviewForm workspace={workspace} />}</WithWorkspace>;
}

function ReviewForm({ workspace }: { workspace: WorkspaceView }) {
  const t = useTranslations("settings");
  const { values, set, save, busy, problems } = useWorkspaceForm(workspace, pick);
  return (
    <SectionCard title={t("tabs.review")} description={t("review.description")}>
      <SettingsForm busy={busy} problems={problems} onSave={() => save({ settings: { review: values } })}>
        <Switch
          label={t("review.campaigns")}
          checked={values.campaigns_required}
          onChange={(event) => set({ campaigns_required: event.currentTarget.checked })}
        />
        <Switch
          label={t("review.canvases")}
          checked={values.canvases_required}
          onChange={(event) => set({ canvases_required: event.currentTarget.checked })}
        />
        <NumberInput
          label={t("review.approvals")}
          min={1}
          max={5}
          w={140}
          value={values.approvals_needed}
          onChange={(count) => set({ approvals_needed: Number(count) || 1 })}
        />
        <Switch
          label={t("review.selfApproval")}
          description={t("review.selfApprovalHint")}
          checked={values.self_approval}
          onChange={(event) => set({ self_approval: event.currentTarget.checked })}
        />
        <ReviewRules rules={values.rules} onChange={(rules) => set({ rules })} />
        <TextInput
          type="url"
          label={t("review.notifyUrl")}
          description={t("review.notifyUrlHint")}
          placeholder="https://"
          value={values.notify_url ?? ""}
          onChange={(event) => set({ notify_url: event.currentTarget.value || null })}
        />
      </SettingsForm>
    </SectionCard>
  );
}

const pick = ({ settings }: WorkspaceView) => settings.review;
