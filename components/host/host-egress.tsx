"use client";

import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { QueryView } from "#components/ui/query-view.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { ToneBadge } from "#components/ui/status-badge.tsx";
import type { HostEgress } from "#lib/delivery/host-overview-schema.ts";
import { hostQueries } from "./queries.ts";

const TONES = { public: "ok", allowed: "ok", blocked: "bad", unresolved: "warn" } as const satisfies Record<
  HostEgress["verdict"],
  string
>;

/** Whether the egress guard lets requests to the host through, and what to do when it does not. */
export function HostEgressCard({ host }: { host: string }) {
  const t = useTranslations("hosts.egress");
  const query = useQuery(hostQueries.egress(host));
  return (
    <SectionCard title={t("title")}>
      <QueryView query={query}>
        {({ verdict, proxied }) => (
          <Stack gap="xs" align="flex-start">
            <ToneBadge tone={TONES[verdict]}>{t(`${verdict}.name`)}</ToneBadge>
            <Text size="sm" c="dimmed">
              {t(`${verdict}.text`)}
            </Text>
            {proxied ? <Text size="sm">{t("proxied")}</Text> : null}
          </Stack>
        )}
      </QueryView>
    </SectionCard>
  );
}
