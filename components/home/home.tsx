"use client";

import { Button, Grid } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useCan, useSession } from "#components/shell/session.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Checklist } from "./checklist.tsx";
import { Latest } from "./latest.tsx";
import { Tiles } from "./tiles.tsx";

/** What needs me, and how to begin. */
export function Home() {
  const t = useTranslations("home");
  const { user } = useSession();
  const mayWrite = useCan("campaigns.write");
  return (
    <>
      <PageHeader
        title={t("greeting", { name: user.name.split(" ")[0] ?? user.name })}
        description={t("description")}
        actions={
          mayWrite ? (
            <Button
              component={Link}
              href="/campaigns/new"
              leftSection={<IconPlus size={15} aria-hidden="true" />}
            >
              {t("create")}
            </Button>
          ) : null
        }
      />
      <Tiles />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Checklist />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <Latest />
        </Grid.Col>
      </Grid>
    </>
  );
}
