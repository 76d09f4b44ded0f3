"use client";

import { SimpleGrid, Text, Title, UnstyledButton } from "@mantine/core";
import { IconConfetti, IconFile, IconShoppingCart, IconTrophy, type TablerIcon } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Gallery } from "#components/gallery/gallery.tsx";
import { OwnTemplates } from "#components/gallery/own-templates.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import classes from "./canvas.module.css";
import { createCanvas } from "./queries.ts";
import { STARTERS, type Starter, starterCanvas } from "./starters.ts";

const ICONS: Record<Starter, TablerIcon> = {
  blank: IconFile,
  welcome: IconConfetti,
  reward: IconTrophy,
  winback: IconShoppingCart,
};

/** Choose a beginning; the draft opens in the editor. */
export function NewCanvas() {
  const t = useTranslations("journeys");
  const router = useRouter();
  const create = useMutation({
    mutationFn: (starter: Starter) => createCanvas(starterCanvas(starter, t(`starters.${starter}.name`))),
    onSuccess: (canvas) => router.push(`/journeys/${canvas.canvas_id}`),
  });
  return (
    <>
      <PageHeader title={t("new")} description={t("newText")} />
      {create.error ? <ErrorState error={create.error} title={t("failed")} /> : null}
      <SimpleGrid cols={{ base: 1, sm: 2 }} maw={860}>
        {STARTERS.map((starter) => {
          const Icon = ICONS[starter];
          return (
            <UnstyledButton
              key={starter}
              className={classes.card}
              disabled={create.isPending}
              onClick={() => create.mutate(starter)}
            >
              <Icon size={24} className={classes.cardIcon} aria-hidden="true" />
              <Title order={2} size="h3">
                {t(`starters.${starter}.title`)}
              </Title>
              <Text c="dimmed" size="sm">
                {t(`starters.${starter}.text`)}
              </Text>
            </UnstyledButton>
          );
        })}
      </SimpleGrid>
      <Gallery only="journey" />
      <OwnTemplates kind="journey" />
    </>
  );
}
