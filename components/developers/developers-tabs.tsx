"use client";

import { Box } from "@mantine/core";
import { useTranslations } from "next-intl";
import { LinkTabs } from "#components/shell/link-tabs.tsx";

const SECTIONS = [
  { id: "start", href: "/developers/start", scope: undefined },
  { id: "keys", href: "/developers/api-keys", scope: "api_keys.read" },
  { id: "signing", href: "/developers/signing", scope: "workspace.read" },
  { id: "requests", href: "/developers/requests", scope: "api_keys.read" },
  { id: "bulk", href: "/developers/bulk", scope: "deliveries.read" },
  { id: "reference", href: "/developers/reference", scope: undefined },
  { id: "inbound", href: "/developers/inbound", scope: "inbound.read" },
] as const;

/** The sections under Developers. */
export function DevelopersTabs() {
  const t = useTranslations("developers");
  return (
    <Box mb="lg">
      <LinkTabs
        label={t("tabs.label")}
        tabs={SECTIONS.map((tab) => ({ ...tab, label: t(`tabs.${tab.id}`) }))}
      />
    </Box>
  );
}
