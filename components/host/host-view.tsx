"use client";

import { Tabs, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { PageHeader } from "#components/ui/page-header.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { useLive } from "#components/use-live.ts";
import type { HostDetail } from "#lib/host/schema.ts";
import { HostAccess } from "./host-access.tsx";
import { HostActions } from "./host-actions.tsx";
import { HostHeld } from "./host-held.tsx";
import { HostOverview } from "./host-overview.tsx";
import { HostLimitsForm } from "./limits-form.tsx";
import { hostQueries } from "./queries.ts";

const TABS = ["overview", "limits", "access"] as const;

/** One host: its state and why, its limits, how we prove who we are, what happened to it. */
export function HostScreen({ host }: { host: string }) {
  const t = useTranslations("hosts");
  const query = useQuery(hostQueries.one(host));
  useLive(["hosts"], [hostQueries.one(host).queryKey]);
  return (
    <QueryView query={query} errorTitle={t("loadFailed")}>
      {(detail) => <Host host={detail} />}
    </QueryView>
  );
}

function Host({ host }: { host: HostDetail }) {
  const t = useTranslations("hosts");
  const [tab, setTab] = useQueryState(
    "tab",
    parseAsStringLiteral(TABS).withDefault("overview").withOptions({ history: "push" }),
  );
  const slowed = host.state === "closed" && host.learned_per_second !== null;
  return (
    <>
      <PageHeader
        title={host.host}
        status={<StatusBadge status={slowed ? "slowed" : host.state} />}
        above={
          <Text component={Link} href="/hosts" size="sm" c="dimmed">
            ← {t("back")}
          </Text>
        }
        actions={<HostActions host={host} />}
      />
      <HostHeld host={host} />
      <Tabs
        value={tab}
        onChange={(value) => void setTab(TABS.find((one) => one === value) ?? null)}
        keepMounted={false}
      >
        <Tabs.List mb="lg">
          {TABS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`tabs.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overview">
          <HostOverview host={host} />
        </Tabs.Panel>
        <Tabs.Panel value="limits">
          <HostLimitsForm key={host.host} host={host} />
        </Tabs.Panel>
        <Tabs.Panel value="access">
          <HostAccess host={host} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
