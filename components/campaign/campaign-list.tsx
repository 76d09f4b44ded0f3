"use client";

import { Button, Group, SimpleGrid, Stack, Text, UnstyledButton } from "@mantine/core";
import {
  IconApi,
  IconPlus,
  IconRoute,
  IconSpeakerphone,
  IconWebhook,
  type TablerIcon,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { useTemplate } from "#components/gallery/use-template.ts";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { FilterSearch, FilterSelect, useFilter } from "#components/ui/filter-bar.tsx";
import { ListPage } from "#components/ui/list-page.tsx";
import { useCursor } from "#components/ui/pager.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { useLive } from "#components/use-live.ts";
import { CAMPAIGN_STATUSES, type CampaignListItem } from "#lib/campaign/schema.ts";
import { GALLERY_ITEMS } from "#lib/gallery/items.ts";
import { CampaignBulk, CampaignMenu } from "./campaign-actions.tsx";
import { campaignQueries } from "./queries.ts";

const PARAMS = ["q", "status", "type", "tag"] as const;

/** All campaigns: find one, see its state and numbers, act on one or on many. */
export function CampaignList() {
  const t = useTranslations("campaigns");
  const status = useTranslations("ui.status");
  const [search] = useFilter("q");
  const [state] = useFilter("status");
  const [type] = useFilter("type");
  const [tag] = useFilter("tag");
  const [cursor, setCursor] = useCursor();
  const query = useQuery(campaignQueries.list({ search, status: state, type, tag, cursor }));
  useLive(["campaigns"], [campaignQueries.all]);
  const tags = query.data?.tags ?? [];
  return (
    <ListPage
      title={t("title")}
      description={t("description")}
      actions={
        <Button
          component={Link}
          href="/campaigns/new"
          leftSection={<IconPlus size={16} aria-hidden="true" />}
        >
          {t("new")}
        </Button>
      }
      filters={
        <>
          <FilterSearch label={t("search")} />
          <FilterSelect
            param="status"
            label={t("status")}
            options={CAMPAIGN_STATUSES.map((value) => ({ value, label: status(value) }))}
          />
          <FilterSelect
            param="type"
            label={t("kind")}
            options={(["webhook", "api"] as const).map((value) => ({ value, label: t(`kinds.${value}`) }))}
          />
          {tags.length > 0 || tag ? (
            <FilterSelect
              param="tag"
              label={t("tag")}
              options={[...new Set([...tags, ...(tag ? [tag] : [])])].map((value) => ({
                value,
                label: value,
              }))}
              searchable
            />
          ) : null}
        </>
      }
      params={PARAMS}
      views="campaigns"
      query={query}
      count={(page) => page.campaigns.length}
      cursor={cursor}
      onCursor={setCursor}
      nothingMatches={t("nothingMatches")}
      empty={<NoCampaigns />}
    >
      {(page) => <CampaignTable campaigns={page.campaigns} />}
    </ListPage>
  );
}

const STARTS: { href: string; icon: TablerIcon; id: "webhook" | "api" | "journey" }[] = [
  { href: "/campaigns/new", icon: IconWebhook, id: "webhook" },
  { href: "/campaigns/new?kind=api", icon: IconApi, id: "api" },
  { href: "/journeys/new", icon: IconRoute, id: "journey" },
];

function NoCampaigns() {
  const t = useTranslations("campaigns");
  return (
    <EmptyState
      icon={<IconSpeakerphone size={28} />}
      title={t("empty.title")}
      action={<OpenSample />}
      example={
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
          {STARTS.map(({ href, icon: Icon, id }) => (
            <UnstyledButton
              key={id}
              component={Link}
              href={href}
              p="md"
              style={{ border: "1px solid var(--mantine-color-default-border)", borderRadius: 8 }}
            >
              <Icon size={22} stroke={1.5} aria-hidden="true" />
              <Text fw={600}>{t(`empty.starts.${id}.title`)}</Text>
              <Text size="sm" c="dimmed">
                {t(`empty.starts.${id}.text`)}
              </Text>
            </UnstyledButton>
          ))}
        </SimpleGrid>
      }
    >
      {t("empty.text")}
    </EmptyState>
  );
}

/** A campaign that works at once: it sends to a built-in receiver. */
function OpenSample() {
  const t = useTranslations("campaigns.empty");
  const gallery = useTranslations("gallery");
  const use = useTemplate();
  const item = GALLERY_ITEMS.find(({ kind }) => kind === "campaign");
  if (!item) return null;
  return (
    <Stack gap="xs" align="center">
      <Button
        loading={use.isPending}
        onClick={() => use.mutate({ item, name: gallery(`cards.${item.id}.title`), tryOut: true })}
      >
        {t("openSample")}
      </Button>
      {use.error ? <ErrorState error={use.error} title={gallery("failed")} /> : null}
    </Stack>
  );
}

function CampaignTable({ campaigns }: { campaigns: CampaignListItem[] }) {
  const t = useTranslations("campaigns");
  const columns = useColumns();
  const [selected, setSelected] = useState<Set<string>>(new Set());
  const chosen = campaigns.filter((row) => selected.has(row.campaign_id));
  return (
    <>
      <CampaignBulk campaigns={chosen} onClear={() => setSelected(new Set())} />
      <DataTable
        caption={t("title")}
        columns={columns}
        rows={campaigns}
        rowId={(row) => row.campaign_id}
        rowName={(row) => row.name}
        rowHref={(row) => `/campaigns/${row.campaign_id}`}
        rowActions={(row) => <CampaignMenu campaign={row} />}
        selected={selected}
        onSelectedChange={setSelected}
      />
    </>
  );
}

const KIND_ICONS = { webhook: IconWebhook, api: IconApi } as const;

function useColumns(): DataTableColumn<CampaignListItem>[] {
  const t = useTranslations("campaigns");
  const format = useFormatter();
  return [
    {
      id: "name",
      header: t("name"),
      cell: (row) => row.name,
      sortValue: (row) => row.name,
      primary: true,
    },
    {
      id: "status",
      header: t("status"),
      cell: (row) => (
        <Group gap={4}>
          <StatusBadge status={row.status} />
          {row.review_status ? <StatusBadge status={row.review_status} /> : null}
        </Group>
      ),
      sortValue: (row) => row.status,
      shrink: true,
    },
    { id: "type", header: t("kind"), cell: (row) => <Kind type={row.type} />, hideBelow: "sm", shrink: true },
    {
      id: "trigger",
      header: t("next"),
      cell: (row) =>
        row.next_run_at ? (
          <RelativeTime value={row.next_run_at} />
        ) : (
          (row.trigger_event ?? t(`delivery.${row.delivery_type}`))
        ),
      hideBelow: "sm",
    },
    {
      id: "audience",
      header: t("audience"),
      cell: (row) => (row.audience_size === null ? "–" : format.number(row.audience_size)),
      sortValue: (row) => row.audience_size,
      align: "end",
      hideBelow: "md",
      shrink: true,
    },
    {
      id: "sent",
      header: t("sentFailed"),
      cell: (row) => (
        <span>
          {format.number(row.sent_7d)} /{" "}
          <Text span inherit {...(row.failed_7d > 0 ? { c: "var(--sb-bad)" } : {})}>
            {format.number(row.failed_7d)}
          </Text>
        </span>
      ),
      sortValue: (row) => row.sent_7d,
      align: "end",
      hideBelow: "md",
      shrink: true,
    },
    { id: "owner", header: t("owner"), cell: (row) => row.created_by ?? "–", hideBelow: "md", shrink: true },
    {
      id: "updated",
      header: t("updated"),
      cell: (row) => <RelativeTime value={row.updated_at} />,
      sortValue: (row) => row.updated_at,
      hideBelow: "md",
      shrink: true,
    },
  ];
}

function Kind({ type }: { type: CampaignListItem["type"] }) {
  const t = useTranslations("campaigns");
  const Icon = KIND_ICONS[type];
  return (
    <Group gap={6} wrap="nowrap">
      <Icon size={15} stroke={1.6} aria-hidden="true" />
      <span>{t(`kinds.${type}`)}</span>
    </Group>
  );
}
