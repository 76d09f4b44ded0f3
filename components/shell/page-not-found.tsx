"use client";

import { Anchor, Button, Group } from "@mantine/core";
import { spotlight } from "@mantine/spotlight";
import { IconSearch } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

/** Body of a page that does not exist, with search. */
export function PageNotFound() {
  const t = useTranslations("shell");
  return (
    <>
      <PageHeader title={t("notFound.title")} />
      <EmptyState
        title={t("notFound.body")}
        action={
          <Group>
            <Button leftSection={<IconSearch size={15} aria-hidden="true" />} onClick={spotlight.open}>
              {t("notFound.search")}
            </Button>
            <Anchor component={Link} href="/">
              {t("notFound.home")}
            </Anchor>
          </Group>
        }
      />
    </>
  );
}
