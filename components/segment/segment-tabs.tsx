"use client";

import { useTranslations } from "next-intl";
import { LinkTabs } from "#components/shell/link-tabs.tsx";

/** Segments by rules, and lists put together by hand or CSV. */
export function SegmentTabs() {
  const t = useTranslations("segments");
  return (
    <LinkTabs
      label={t("tabs.label")}
      tabs={[
        { id: "segments", label: t("title"), href: "/segments" },
        { id: "lists", label: t("lists.title"), href: "/lists" },
      ]}
    />
  );
}
