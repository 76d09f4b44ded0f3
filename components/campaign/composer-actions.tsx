"use client";

import { Button, Group, Menu, Text } from "@mantine/core";
import { IconChevronDown, IconPlayerPlay, IconSend } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { CampaignAnswer } from "#lib/campaign/schema.ts";
import type { SaveState, useAutosave } from "./use-autosave.ts";
import { useRunActions } from "./use-run-actions.ts";

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

function SaveStatus({ state }: { state: SaveState }) {
  const t = useTranslations("composer");
  return (
    <Text size="sm" c={state.kind === "failed" ? "var(--sb-bad)" : "dimmed"} role="status" aria-live="polite">
      {t(`save.${state.kind}`)}
    </Text>
  );
}
