"use client";

import { Badge, Button, Group, Text, Title } from "@mantine/core";
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
import { useTranslations } from "next-intl";
import type { GalleryCategory, GalleryTemplate } from "#lib/gallery/schema.ts";
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
  template: GalleryTemplate;
  busy: boolean;
  disabled: boolean;
  onTry: () => void;
  onOpen: () => void;
};

/** What a template does, what starts it, and the two ways to use it. */
export function TemplateCard({ template, busy, disabled, onTry, onOpen }: TemplateCardProps) {
  const t = useTranslations("gallery");
  const Icon = ICONS[template.category];
  const title = t(`cards.${template.id}.title`);
  return (
    <article className={classes.card} aria-label={title}>
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <span className={classes.icon} data-category={template.category} aria-hidden="true">
          <Icon size={19} stroke={1.7} />
        </span>
        <div className={classes.head}>
          <Title order={3} size="h4">
            {title}
          </Title>
          <Text size="xs" c="dimmed">
            {t("startedBy")} <code>{template.trigger.event}</code>
          </Text>
        </div>
      </Group>
      <Text size="sm" className={classes.summary}>
        {t(`cards.${template.id}.summary`)}
      </Text>
      <Group gap={6}>
        <Badge color="gray">{t("secrets", { count: template.secrets.length })}</Badge>
        {template.again ? null : <Badge color="gray">{t("oncePerPerson")}</Badge>}
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
