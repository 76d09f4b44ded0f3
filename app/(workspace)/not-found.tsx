"use client";

import { Anchor } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

export default function NotFound() {
  const t = useTranslations("shell");
  return (
    <>
      <PageHeader title={t("notFound.title")} />
      <EmptyState
        title={t("notFound.body")}
        action={
          <Anchor component={Link} href="/">
            {t("notFound.home")}
          </Anchor>
        }
      />
    </>
  );
}
