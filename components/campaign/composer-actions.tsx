"use client";

import { Button, Group, Menu, Text } from "@mantine/core";
import { IconChevronDown, IconPlayerPlay, IconSend } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { AskForReview, blocksLaunch } from "#components/review/approval-bar.tsx";
import type { CampaignAnswer } from "#lib/campaign/schema.ts";
import type { ApprovalView } from "#lib/review/schema.ts";
import type { SaveState } from "./draft-saver.ts";
import type { useAutosave } from "./use-autosave.ts";
import { useRunActions } from "./use-run-actions.ts";

type ComposerActionsProps = {
  campaign: CampaignAnswer;
  autosave: ReturnType<typeof useAutosave>;
  approval: ApprovalView | undefined;
  onTest: () => void;
  /** Null where the last look is shown already. */
  onReview: (() => void) | null;
};

/** What can be done with the campaign as a whole, the main thing last. */
export function ComposerActions({ campaign, autosave, approval, onTest, onReview }: ComposerActionsProps) {
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
        <Button variant="default" leftSection={<IconSend size={16} aria-hidden="true" />} onClick={onTest}>
          {t("testSend")}
        </Button>
      )}
      {running || campaign.status === "stopped" ? <RunMenu campaign={campaign} /> : null}
      {mayBeReviewed(campaign, approval) ? (
        <AskForReview
          subject={{ type: "campaign", id: campaign.campaign_id }}
          name={campaign.name}
          onBeforeRequest={autosave.save}
          size="sm"
          variant={blocksLaunch(approval) ? "filled" : "default"}
        />
      ) : null}
      {campaign.status === "archived" ||
      launchesByItself(campaign, approval) ||
      onReview === null ||
      (running && unchanged) ? null : (
        <Button leftSection={<IconPlayerPlay size={16} aria-hidden="true" />} onClick={onReview}>
          {running ? t("publish") : t("launch")}
        </Button>
      )}
    </Group>
  );
}

/** An API campaign goes live as it is saved, unless somebody has to approve it first. */
function launchesByItself(campaign: CampaignAnswer, approval: ApprovalView | undefined): boolean {
  return campaign.type === "api" && approval?.required !== true && campaign.live_version !== null;
}

/** While nobody looks at it, and while there is something that nobody approved. */
function mayBeReviewed(campaign: CampaignAnswer, approval: ApprovalView | undefined): boolean {
  if (!approval || campaign.status === "archived" || approval.review_id !== null) return false;
  const pending = campaign.live_version === null || campaign.has_unpublished_changes;
  return pending && approval.state !== "approved";
}

/** Pause, resume and stop; each says what happens to what waits. */
function RunMenu({ campaign }: { campaign: CampaignAnswer }) {
  const t = useTranslations("composer.run");
  const { offered, act, confirmStop } = useRunActions(campaign, null);
  return (
    <Menu>
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden="true" />}>
          {t("label")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {offered.map((action) => (
          <Menu.Item
            key={action}
            {...(action === "stop" ? { color: "red" } : {})}
            onClick={() => (action === "stop" ? confirmStop() : act(action))}
          >
            {t(action)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

const TONES: Partial<Record<SaveState["kind"], string>> = {
  failed: "var(--sb-bad)",
  partly: "var(--sb-warn)",
};

function SaveStatus({ state }: { state: SaveState }) {
  const t = useTranslations("composer");
  return (
    <Text size="sm" c={TONES[state.kind] ?? "dimmed"} role="status" aria-live="polite">
      {t(`save.${state.kind === "failed" && !state.repeats ? "refused" : state.kind}`)}
    </Text>
  );
}
