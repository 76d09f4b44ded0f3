"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { confirmAction } from "#components/ui/confirm.tsx";
import { notifyDone, notifyFailed } from "#components/ui/notify.tsx";
import type { CampaignAnswer } from "#lib/campaign/schema.ts";
import { actOnCampaign, campaignQueries } from "./queries.ts";

export type RunAction = "pause" | "resume" | "stop";

const OFFERED: Partial<Record<CampaignAnswer["status"], readonly RunAction[]>> = {
  active: ["pause", "stop"],
  scheduled: ["pause", "stop"],
  paused: ["resume", "stop"],
  stopped: ["resume"],
};

/** Pause, resume and stop of a campaign, as far as its state allows; stopping asks first and says what is dropped. */
export function useRunActions(campaign: CampaignAnswer, waiting: number | null) {
  const t = useTranslations("composer.run");
  const queryClient = useQueryClient();
  async function run(action: RunAction) {
    const answer = await actOnCampaign(campaign.campaign_id, action);
    queryClient.setQueryData(campaignQueries.one(campaign.campaign_id).queryKey, answer);
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: [...campaignQueries.all, "list"] }),
      queryClient.invalidateQueries({ queryKey: campaignQueries.statsOf(campaign.campaign_id) }),
    ]);
    notifyDone(t(`done.${action}`));
  }
  return {
    offered: OFFERED[campaign.status] ?? [],
    act: (action: RunAction): void =>
      void run(action).catch((error: unknown) => notifyFailed(t("failed"), error)),
    confirmStop: (): void =>
      confirmAction({
        title: waiting
          ? t("stopDropTitle", { name: campaign.name, count: waiting })
          : t("stopTitle", { name: campaign.name }),
        body: t("stopText"),
        confirmLabel: waiting ? t("stopDrop", { count: waiting }) : t("stop"),
        danger: true,
        onConfirm: () => run("stop"),
      }),
  };
}
