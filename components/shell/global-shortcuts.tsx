"use client";

import { spotlight } from "@mantine/spotlight";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { NavigationItem } from "./navigation.ts";
import { openShortcutList } from "./shortcut-list.tsx";
import { EVERYWHERE, useShortcut } from "./shortcuts.tsx";
import { useNavigation } from "./use-navigation.ts";

/** Keys that work on every screen. */
export function GlobalShortcuts() {
  const t = useTranslations("shell");
  const items = useNavigation().flatMap((group) => group.items);
  const everywhere = { group: t("shortcuts.everywhere"), order: EVERYWHERE };
  useShortcut("?", t("shortcuts.title"), () => openShortcutList(t("shortcuts.title")), everywhere);
  useShortcut("/", t("shortcuts.search"), focusSearch, everywhere);
  return items.map((item) => (item.key ? <GoTo key={item.id} item={item} /> : null));
}

function GoTo({ item }: { item: NavigationItem }) {
  const t = useTranslations("shell");
  const router = useRouter();
  const description = t("shortcuts.goTo", { page: t(`nav.${item.id}`) });
  const place = { group: t("shortcuts.pages"), order: EVERYWHERE + 1 };
  useShortcut(`g ${item.key}`, description, () => router.push(item.href), place);
  return null;
}

/** The page's own search field, else the palette. */
function focusSearch(): void {
  const field = document.querySelector<HTMLInputElement>("input[data-page-search], [data-page-search] input");
  if (field) field.focus();
  else spotlight.open();
}
