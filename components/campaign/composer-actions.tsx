"use client";

import { Button, Group, Menu, Text } from "@mantine/core";
import { IconChevronDown, IconPlayerPlay, IconSend } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { confirmAction } from "#components/ui/confirm.tsx";
import { notifyDone, notifyFailed } from "#components/ui/notify.tsx";
import type { CampaignAnswer } from "#lib/campaign/schema.ts";
import { actOnCampaign, type CampaignAction, campaignQueries } from "./queries.ts";
import type { SaveState, useAutosave } from "./use-autosave.ts";

type ComposerActionsProps = {
  campaign: CampaignAnswer;
  autosave: ReturnType<typeof useAutosave>;
  onTest: () => void;
  /** Null where the last look is shown already. */
  onReview: (() => void) | null;
};

/** What can be done with the campaign as a whole, the main thing last. */
export function ComposerActions({ campaign, autosave, onTest, onReview }: ComposerActionsProps) {
  const t = useTranslations("composer");
  const running = ["active", "scheduled", "paused"].includes(campaign.status);
  const unchanged = !campaign.has_unpublished_changes && autosave.state.kind === "saved";
  return (
    <Group gap="xs">
      <SaveStatus state={autosave.state} />
      {campaign.launched_at === null ? null : (
        <Button component={Link} href={`/deliveries?campaign_id=${campaign.campaign_id}`} variant="default">
          {t("seeDeliveries")}
        </Button>
      )}
      {campaign.type === "api" ? null : (
        <Button
          variant="default"
          leftSection={<IconSend size={16} aria-hidden="true" />}
          onClick={() => void autosave.save().then(onTest)}
        >
          {t("testSend")}
        </Button>
      )}
      {running || campaign.status === "stopped" ? <RunMenu campaign={campaign} /> : null}
      {campaign.type === "api" || onReview === null || (running && unchanged) ? null : (
        <Button leftSection={<IconPlayerPlay size={16} aria-hidden="true" />} onClick={onReview}>
          {running ? t("publish") : t("launch")}
        </Button>
      )}
    </Group>
  );
}

/** Pause, resume and stop; each says what happens to what waits. */
function RunMenu({ campaign }: { campaign: CampaignAnswer }) {
  const t = useTranslations("composer.run");
  const queryClient = useQueryClient();
  async function act(action: CampaignAction) {
    const answer = await actOnCampaign(campaign.campaign_id, action);
    queryClient.setQueryData(campaignQueries.one(campaign.campaign_id).queryKey, answer);
    await queryClient.invalidateQueries({ queryKey: [...campaignQueries.all, "list"] });
    notifyDone(t(`done.${action}`));
  }
  const attempt = (action: CampaignAction): void =>
    void act(action).catch((error: unknown) => notifyFailed(t("failed"), error));
  const resumable = campaign.status === "paused" || campaign.status === "stopped";
  return (
    <Menu>
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden="true" />}>
          {t("label")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {resumable ? <Menu.Item onClick={() => attempt("resume")}>{t("resume")}</Menu.Item> : null}
        {resumable ? null : <Menu.Item onClick={() => attempt("pause")}>{t("pause")}</Menu.Item>}
        {campaign.status === "stopped" ? null : (
          <Menu.Item
            color="red"
            onClick={() =>
              confirmAction({
                title: t("stopTitle", { name: campaign.name }),
                body: t("stopText"),
                confirmLabel: t("stop"),
                danger: true,
                onConfirm: () => act("stop"),
              })
            }
          >
            {t("stop")}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function SaveStatus({ state }: { state: SaveState }) {
  const t = useTranslations("composer");
  return (
    <Text size="sm" c={state.kind === "failed" ? "var(--sb-bad)" : "dimmed"} role="status" aria-live="polite">
      {t(`save.${state.kind}`)}
    </Text>
  );
}
