"use client";

import { ActionIcon, Indicator, Tooltip } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { alertQueries } from "./queries.ts";

/** How many alerts ask for attention, from every page. */
export function AlertIndicator() {
  const t = useTranslations("alerts");
  const { data } = useQuery(alertQueries.list());
  const count = data?.open_count ?? 0;
  const name = t("indicator", { count });
  return (
    <Tooltip label={name}>
      <Indicator label={count} size={15} disabled={count === 0} color="#b3261e" offset={4}>
        <ActionIcon component={Link} href="/alerts" aria-label={name}>
          <IconBell size={18} aria-hidden="true" />
        </ActionIcon>
      </Indicator>
    </Tooltip>
  );
}
