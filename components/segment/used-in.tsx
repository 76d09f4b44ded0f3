"use client";

import { Anchor, Popover, Stack, Text } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Use } from "#lib/segment/resource-schema.ts";

const PATHS: Record<Use["type"], string> = {
  campaign: "/campaigns",
  canvas: "/journeys",
  segment: "/segments",
};

/** How many things ask for it; which ones opens on a click, as links. */
export function UsedIn({ uses }: { uses: readonly Use[] }) {
  const t = useTranslations("segments");
  if (uses.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t("uses", { count: 0 })}
      </Text>
    );
  }
  return (
    <Popover shadow="md" withArrow trapFocus>
      <Popover.Target>
        <Anchor component="button" type="button" size="sm" onClick={(event) => event.stopPropagation()}>
          {t("uses", { count: uses.length })}
        </Anchor>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("usedIn")} onClick={(event) => event.stopPropagation()}>
        <Stack gap={4}>
          {uses.map((use) => (
            <Anchor
              key={`${use.type} ${use.id}`}
              component={Link}
              href={`${PATHS[use.type]}/${use.id}`}
              size="sm"
            >
              {t(`useOf.${use.type}`, { name: use.name })}
            </Anchor>
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
