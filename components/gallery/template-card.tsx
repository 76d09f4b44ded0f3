"use client";

import { Anchor, Badge, Button, Group, Text, Title } from "@mantine/core";
import {
  IconAddressBook,
  IconArrowBackUp,
  IconCoins,
  IconDeviceGamepad2,
  IconMailForward,
  IconMessageCircle,
  IconPlugConnected,
  type TablerIcon,
} from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type GalleryItem, secretsOf } from "#lib/gallery/items.ts";
import type { GalleryCategory } from "#lib/gallery/schema.ts";
import classes from "./gallery.module.css";

const ICONS: Record<GalleryCategory, TablerIcon> = {
  crm: IconAddressBook,
  messaging: IconMessageCircle,
  mail: IconMailForward,
  games: IconDeviceGamepad2,
  loyalty: IconCoins,
  automation: IconPlugConnected,
  own: IconArrowBackUp,
};

type TemplateCardProps = {
  item: GalleryItem;
  busy: boolean;
  disabled: boolean;
  onTry: () => void;
  onOpen: () => void;
};

/** What a template does, what starts it, and the two ways to use it. */
export function TemplateCard({ item, busy, disabled, onTry, onOpen }: TemplateCardProps) {
  const t = useTranslations("gallery");
  const Icon = ICONS[item.category];
  const title = t(`cards.${item.id}.title`);
  return (
    <article className={classes.card} aria-label={title}>
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <span className={classes.icon} data-category={item.category} aria-hidden="true">
          <Icon size={19} stroke={1.7} />
        </span>
        <div className={classes.head}>
          <Title order={3} size="h4">
            {title}
          </Title>
          <Text size="xs" c="dimmed">
            {t("startedBy")} <code>{item.event}</code>
          </Text>
        </div>
      </Group>
      <Text size="sm" className={classes.summary}>
        {t(`cards.${item.id}.summary`)}
      </Text>
      <Group gap={6}>
        {item.kind === "campaign" ? null : (
          <Badge>{t(`kinds.${item.kind}`, { count: item.parts.length })}</Badge>
        )}
        <Badge color="gray">{t("secrets", { count: secretsOf(item).length })}</Badge>
        {item.once ? <Badge color="gray">{t("oncePerPerson")}</Badge> : null}
        <Anchor
          component={Link}
          href={`/guides/${item.guide}`}
          size="xs"
          aria-label={t("guideNamed", { name: title })}
        >
          {t("guide")}
        </Anchor>
      </Group>
      <Group gap="xs" mt="auto" wrap="nowrap">
        <Button
          variant="light"
          onClick={onTry}
          loading={busy}
          disabled={disabled}
          aria-label={t("tryNamed", { name: title })}
        >
          {t("try")}
        </Button>
        <Button
          variant="subtle"
          color="gray"
          onClick={onOpen}
          disabled={disabled}
          aria-label={t("useNamed", { name: title })}
        >
          {t("use")}
        </Button>
      </Group>
    </article>
  );
}
