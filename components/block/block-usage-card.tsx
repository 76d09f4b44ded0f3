"use client";

import { Anchor, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { QueryView } from "#components/ui/query-view.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { blockQueries } from "./queries.ts";

const PATHS = { campaign: "/campaigns", canvas: "/journeys", content_block: "/blocks" } as const;

/** The messages a change of the block changes. */
export function BlockUsageCard({ id }: { id: string }) {
  const t = useTranslations("blocks");
  const query = useQuery(blockQueries.usage(id));
  return (
    <SectionCard title={t("usedIn")} description={t("usedInText")}>
      <QueryView
        query={query}
        isEmpty={({ used_in: used }) => used.length === 0}
        empty={<Text c="dimmed">{t("unused")}</Text>}
      >
        {({ used_in: used }) => (
          <Stack gap={6} component="ul" m={0} p={0} style={{ listStyle: "none" }}>
            {used.map((item) => (
              <Group key={item.id} component="li" gap="xs">
                <Anchor component={Link} href={`${PATHS[item.kind]}/${item.id}`}>
                  {item.name}
                </Anchor>
                <StatusBadge status={item.status} />
                {item.live ? null : (
                  <Text size="sm" c="dimmed">
                    {t("draftOnly")}
                  </Text>
                )}
              </Group>
            ))}
          </Stack>
        )}
      </QueryView>
    </SectionCard>
  );
}
