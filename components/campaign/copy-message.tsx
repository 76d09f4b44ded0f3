"use client";

import { Button, Menu } from "@mantine/core";
import { IconCopy } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { confirmAction } from "#components/ui/confirm.tsx";
import type { Variation, Webhook } from "./definition-draft.ts";
import { hostOfUrl } from "./host-of-url.ts";

type CopyMessageProps = {
  webhook: Webhook;
  others: readonly Variation[];
  onCopy: (webhook: Webhook) => void;
};

/** Starts from the message of another variation. Asks first where something was written already. */
export function CopyMessage({ webhook, others, onCopy }: CopyMessageProps) {
  const t = useTranslations("composer.copyMessage");
  const sources = others.flatMap((item) =>
    item.webhook && JSON.stringify(item.webhook) !== JSON.stringify(webhook)
      ? [{ id: item.message_variation_id, name: item.name, webhook: item.webhook }]
      : [],
  );
  if (sources.length === 0) return null;

  function copy(source: (typeof sources)[number]) {
    if (hostOfUrl(webhook.url) === null) return onCopy(source.webhook);
    confirmAction({
      title: t("askTitle", { name: source.name }),
      body: t("askText"),
      confirmLabel: t("replace"),
      onConfirm: () => onCopy(source.webhook),
    });
  }

  const [only] = sources.length === 1 ? sources : [];
  const button = (
    <Button
      variant="subtle"
      color="gray"
      leftSection={<IconCopy size={16} aria-hidden="true" />}
      onClick={only && (() => copy(only))}
    >
      {only ? t("from", { name: only.name }) : t("fromOther")}
    </Button>
  );
  if (only) return button;
  return (
    <Menu position="bottom-end">
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        {sources.map((source) => (
          <Menu.Item key={source.id} onClick={() => copy(source)}>
            {source.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
