"use client";

import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { IconCheck, IconLanguage } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useTransition } from "react";
import { LOCALE_COOKIE, LOCALE_NAMES, LOCALES } from "#lib/i18n/locales.ts";
import { setCookie } from "./cookies.ts";

/** Language of the interface. Each language is named in itself. */
export function LocaleMenu() {
  const t = useTranslations("shell");
  const current = useLocale();
  const router = useRouter();
  const [busy, startTransition] = useTransition();
  return (
    <Menu>
      <Menu.Target>
        <Tooltip label={t("language")}>
          <ActionIcon aria-label={t("language")} loading={busy}>
            <IconLanguage size={18} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {LOCALES.map((locale) => (
          <Menu.Item
            key={locale}
            lang={locale}
            rightSection={locale === current ? <IconCheck size={14} aria-label={t("chosen")} /> : null}
            onClick={() => {
              setCookie(LOCALE_COOKIE, locale);
              startTransition(() => router.refresh());
            }}
          >
            {LOCALE_NAMES[locale]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
