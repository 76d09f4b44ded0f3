"use client";

import { Button, Menu, Popover, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { saveCampaignAsTemplate } from "#components/gallery/queries.ts";
import { useCan } from "#components/shell/session.tsx";
import { BulkBar } from "#components/ui/bulk-bar.tsx";
import { confirmAction } from "#components/ui/confirm.tsx";
import { downloadJson } from "#components/ui/download-json.ts";
import { notifyDone, notifyFailed } from "#components/ui/notify.tsx";
import { RowMenu } from "#components/ui/row-menu.tsx";
import type { CampaignListItem } from "#lib/campaign/schema.ts";
import { actOnCampaign, type CampaignAction, campaignQueries, fetchCampaign, saveTags } from "./queries.ts";

/** What can be done with one campaign of the list. */
export function CampaignMenu({ campaign }: { campaign: CampaignListItem }) {
  const t = useTranslations("campaigns");
  const gallery = useTranslations("gallery");
  const queryClient = useQueryClient();
  const attempt = (work: () => Promise<unknown>) => work().catch((error) => notifyFailed(t("failed"), error));
  const act = (action: CampaignAction) =>
    attempt(async () => {
      await actOnCampaign(campaign.campaign_id, action);
      await queryClient.invalidateQueries({ queryKey: campaignQueries.all });
      notifyDone(t(`done.${action}`, { name: campaign.name }));
    });
  const saveAsTemplate = () =>
    attempt(async () => {
      const saved = await saveCampaignAsTemplate(campaign.campaign_id);
      notifyDone(gallery(saved ? "own.saved" : "own.noMessage", { name: campaign.name }));
    });
  const exportJson = () =>
    attempt(async () =>
      downloadJson(`campaign-${campaign.campaign_id}.json`, await fetchCampaign(campaign.campaign_id)),
    );
  const stop = () =>
    confirmAction({
      title: t("stopTitle", { name: campaign.name }),
      body: t("stopText"),
      confirmLabel: t("stop"),
      danger: true,
      onConfirm: () => act("stop"),
    });
  const running = ["active", "scheduled", "paused"].includes(campaign.status);
  return (
    <RowMenu label={t("actionsFor", { name: campaign.name })}>
      <Menu.Item onClick={() => void act("duplicate")}>{t("duplicate")}</Menu.Item>
      <Menu.Item onClick={() => void exportJson()}>{t("exportJson")}</Menu.Item>
      {campaign.type === "api" ? null : (
        <Menu.Item onClick={() => void saveAsTemplate()}>{gallery("own.save")}</Menu.Item>
      )}
      {running ? (
        <Menu.Item color="red" onClick={stop}>
          {t("stop")}
        </Menu.Item>
      ) : (
        <Menu.Item onClick={() => void act("archive")}>{t("archive")}</Menu.Item>
      )}
    </RowMenu>
  );
}

type CampaignBulkProps = { campaigns: CampaignListItem[]; onClear: () => void };

/** What can be done with the ticked campaigns: each on its own, and what did not work is said. */
export function CampaignBulk({ campaigns, onClear }: CampaignBulkProps) {
  const t = useTranslations("campaigns");
  const queryClient = useQueryClient();
  const mayWrite = useCan("campaigns.write");
  async function each(work: (campaign: CampaignListItem) => Promise<unknown>) {
    const results = await Promise.allSettled(campaigns.map(work));
    await queryClient.invalidateQueries({ queryKey: campaignQueries.all });
    const failed = results.flatMap((result, index) =>
      result.status === "rejected" ? [{ name: campaigns[index]?.name ?? "", reason: result.reason }] : [],
    );
    if (failed.length < campaigns.length)
      notifyDone(t("bulk.done", { count: campaigns.length - failed.length }));
    for (const { name, reason } of failed) notifyFailed(t("bulk.failedFor", { name }), reason);
    if (failed.length === 0) onClear();
  }
  const archive = () =>
    confirmAction({
      title: t("bulk.archiveTitle", { count: campaigns.length }),
      body: t("bulk.archiveText"),
      confirmLabel: t("archive"),
      onConfirm: () => each(({ campaign_id: id }) => actOnCampaign(id, "archive")),
    });
  async function exportAll() {
    try {
      downloadJson(
        "campaigns.json",
        await Promise.all(campaigns.map(({ campaign_id: id }) => fetchCampaign(id))),
      );
    } catch (error) {
      notifyFailed(t("failed"), error);
    }
  }
  return (
    <BulkBar count={campaigns.length} onClear={onClear}>
      {mayWrite ? (
        <>
          <Button variant="default" size="compact-sm" onClick={archive}>
            {t("archive")}
          </Button>
          <AddTag
            onAdd={(tag) => each(({ campaign_id: id, tags }) => saveTags(id, [...new Set([...tags, tag])]))}
          />
        </>
      ) : null}
      <Button variant="default" size="compact-sm" onClick={() => void exportAll()}>
        {t("exportJson")}
      </Button>
    </BulkBar>
  );
}

function AddTag({ onAdd }: { onAdd: (tag: string) => Promise<void> }) {
  const t = useTranslations("campaigns");
  const [opened, popover] = useDisclosure();
  const [tag, setTag] = useState("");
  function submit(event: FormEvent) {
    event.preventDefault();
    if (tag.trim() === "") return;
    popover.close();
    void onAdd(tag.trim());
  }
  return (
    <Popover opened={opened} onChange={popover.set} trapFocus withinPortal>
      <Popover.Target>
        <Button variant="default" size="compact-sm" onClick={popover.toggle}>
          {t("bulk.tag")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form onSubmit={submit}>
          <TextInput
            label={t("tag")}
            value={tag}
            onChange={(event) => setTag(event.currentTarget.value)}
            maxLength={100}
          />
          <Button type="submit" mt="xs" size="compact-sm" disabled={tag.trim() === ""}>
            {t("bulk.addTag")}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
