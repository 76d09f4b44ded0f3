"use client";

import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconDots, IconPlus, IconSpeakerphone } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { saveCampaignAsTemplate } from "#components/gallery/queries.ts";
import { confirmAction } from "#components/ui/confirm.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterBar, FilterSearch, FilterSelect, useFilter } from "#components/ui/filter-bar.tsx";
import { notifyDone, notifyFailed } from "#components/ui/notify.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { CursorPager, useCursor } from "#components/ui/pager.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { useLive } from "#components/use-live.ts";
import { CAMPAIGN_STATUSES, type CampaignListItem } from "#lib/campaign/schema.ts";
import { actOnCampaign, type CampaignAction, campaignQueries } from "./queries.ts";

/** All campaigns: find one, see its state, act on it. */
export function CampaignList() {
  const t = useTranslations("campaigns");
  const status = useTranslations("ui.status");
  const [search] = useFilter("q");
  const [state] = useFilter("status");
  const [cursor, setCursor] = useCursor();
  const query = useQuery(campaignQueries.list({ search, status: state, cursor }));
  useLive(["campaigns"], [campaignQueries.all]);
  const create = (
    <Button component={Link} href="/campaigns/new" leftSection={<IconPlus size={16} aria-hidden="true" />}>
      {t("new")}
    </Button>
  );
  const filtered = search !== null || state !== null;
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} actions={create} />
      <FilterBar>
        <FilterSearch label={t("search")} />
        <FilterSelect
          param="status"
          label={t("status")}
          options={CAMPAIGN_STATUSES.map((value) => ({ value, label: status(value) }))}
        />
      </FilterBar>
      <QueryView
        query={query}
        isEmpty={(page) => page.campaigns.length === 0}
        empty={
          <EmptyState
            icon={<IconSpeakerphone size={28} />}
            title={filtered ? t("nothingMatches") : t("empty.title")}
            action={filtered ? undefined : create}
          >
            {filtered ? t("nothingMatchesHint") : t("empty.text")}
          </EmptyState>
        }
      >
        {(page) => (
          <>
            <CampaignTable campaigns={page.campaigns} />
            <CursorPager
              cursor={cursor}
              nextCursor={page.next_cursor}
              onChange={setCursor}
              shown={page.campaigns.length}
            />
          </>
        )}
      </QueryView>
    </>
  );
}

function CampaignTable({ campaigns }: { campaigns: CampaignListItem[] }) {
  const t = useTranslations("campaigns");
  const columns: DataTableColumn<CampaignListItem>[] = [
    { id: "name", header: t("name"), cell: (row) => row.name, sortValue: (row) => row.name, primary: true },
    { id: "status", header: t("status"), cell: (row) => <StatusBadge status={row.status} />, shrink: true },
    { id: "type", header: t("kind"), cell: (row) => t(`kinds.${row.type}`), hideBelow: "sm", shrink: true },
    {
      id: "trigger",
      header: t("trigger"),
      cell: (row) => row.trigger_event ?? t(`delivery.${row.delivery_type}`),
      hideBelow: "sm",
    },
    {
      id: "sent",
      header: t("lastSent"),
      cell: (row) => (row.last_sent_at ? <RelativeTime value={row.last_sent_at} /> : "–"),
      hideBelow: "md",
      shrink: true,
    },
    {
      id: "updated",
      header: t("updated"),
      cell: (row) => <RelativeTime value={row.updated_at} />,
      hideBelow: "md",
      shrink: true,
    },
  ];
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={campaigns}
      rowId={(row) => row.campaign_id}
      rowHref={(row) => `/campaigns/${row.campaign_id}`}
      rowActions={(row) => <CampaignMenu campaign={row} />}
    />
  );
}

function CampaignMenu({ campaign }: { campaign: CampaignListItem }) {
  const t = useTranslations("campaigns");
  const gallery = useTranslations("gallery");
  const queryClient = useQueryClient();
  async function act(action: CampaignAction) {
    try {
      await actOnCampaign(campaign.campaign_id, action);
      await queryClient.invalidateQueries({ queryKey: campaignQueries.all });
      notifyDone(t(`done.${action}`, { name: campaign.name }));
    } catch (error) {
      notifyFailed(t("failed"), error);
    }
  }
  async function saveAsTemplate() {
    try {
      const saved = await saveCampaignAsTemplate(campaign.campaign_id);
      notifyDone(gallery(saved ? "own.saved" : "own.noMessage", { name: campaign.name }));
    } catch (error) {
      notifyFailed(t("failed"), error);
    }
  }
  const running =
    campaign.status === "active" || campaign.status === "scheduled" || campaign.status === "paused";
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t("actionsFor", { name: campaign.name })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void act("duplicate")}>{t("duplicate")}</Menu.Item>
        {campaign.type === "api" ? null : (
          <Menu.Item onClick={() => void saveAsTemplate()}>{gallery("own.save")}</Menu.Item>
        )}
        {running ? (
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
        ) : (
          <Menu.Item onClick={() => void act("archive")}>{t("archive")}</Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
