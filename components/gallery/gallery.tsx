"use client";

import { Chip, Group, Text, TextInput, Title } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { GALLERY_ITEMS, type GalleryItem, type GalleryKind } from "#lib/gallery/items.ts";
import { GALLERY_CATEGORIES, type GalleryCategory } from "#lib/gallery/schema.ts";
import classes from "./gallery.module.css";
import { TemplateCard } from "./template-card.tsx";
import { TemplateDialog } from "./template-dialog.tsx";
import { useTemplate } from "./use-template.ts";

/** Ready-made campaigns and journeys to start from, found by word or by what they are for. */
export function Gallery({ only }: { only?: GalleryKind }) {
  const t = useTranslations("gallery");
  const [search, setSearch] = useState("");
  const [category, setCategory] = useState<GalleryCategory | "all">("all");
  const [chosen, setChosen] = useState<GalleryItem | null>(null);
  const use = useTemplate();
  const wanted = search.trim().toLowerCase();
  const offered = GALLERY_ITEMS.filter(({ kind }) => only === undefined || kind === only);
  const categories = GALLERY_CATEGORIES.filter((one) => offered.some((item) => item.category === one));
  const shown = offered.filter(
    ({ id, category: kind, name, event }) =>
      (category === "all" || kind === category) &&
      `${t(`cards.${id}.title`)} ${t(`cards.${id}.summary`)} ${name} ${event}`.toLowerCase().includes(wanted),
  );
  return (
    <section aria-labelledby="gallery-title" className={classes.gallery}>
      <Group justify="space-between" align="flex-end" mb="sm">
        <div>
          <Title order={2} id="gallery-title">
            {t("title")}
          </Title>
          <Text c="dimmed">{t("description")}</Text>
        </div>
        <TextInput
          aria-label={t("search")}
          placeholder={t("search")}
          leftSection={<IconSearch size={15} aria-hidden="true" />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          w={{ base: "100%", sm: 260 }}
        />
      </Group>
      <Chip.Group value={category} onChange={(value) => setCategory(value as GalleryCategory)}>
        <Group gap={6} mb="md" role="radiogroup" aria-label={t("category")}>
          {(["all", ...categories] as const).map((one) => (
            <Chip key={one} value={one} size="xs" variant="light">
              {t(`categories.${one}`)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      {use.error ? <ErrorState error={use.error} title={t("failed")} /> : null}
      {shown.length === 0 ? (
        <EmptyState title={t("nothing")} order={3}>
          {t("nothingText")}
        </EmptyState>
      ) : (
        <ul className={classes.grid}>
          {shown.map((item) => (
            <li key={item.id}>
              <TemplateCard
                item={item}
                busy={use.isPending && use.variables.item.id === item.id}
                disabled={use.isPending}
                onTry={() => use.mutate({ item, name: t(`cards.${item.id}.title`), tryOut: true })}
                onOpen={() => setChosen(item)}
              />
            </li>
          ))}
        </ul>
      )}
      {chosen ? <TemplateDialog item={chosen} onClose={() => setChosen(null)} /> : null}
    </section>
  );
}
