"use client";

import { ActionIcon, Burger, Kbd, Text, Tooltip, UnstyledButton } from "@mantine/core";
import { spotlight } from "@mantine/spotlight";
import { IconKeyboard, IconSearch } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { AlertIndicator } from "#components/alert/alert-indicator.tsx";
import { ColorSchemeToggle } from "./color-scheme-toggle.tsx";
import { LocaleMenu } from "./locale-menu.tsx";
import { PersonMenu } from "./person-menu.tsx";
import { useCan, useSession } from "./session.tsx";
import { openShortcutList } from "./shortcut-list.tsx";
import classes from "./top-bar.module.css";

/** Workspace, search, and what concerns the person. */
export function TopBar({ onOpenNavigation }: { onOpenNavigation: () => void }) {
  const t = useTranslations("shell");
  const { workspace } = useSession();
  const canSeeAlerts = useCan("hosts.read");
  return (
    <header className={classes.bar}>
      <Burger
        className={classes.burger}
        size="sm"
        lineSize={2}
        opened={false}
        onClick={onOpenNavigation}
        aria-label={t("openNavigation")}
      />
      <Text className={classes.workspace} fw={600} size="sm" truncate title={workspace.name}>
        {workspace.name}
      </Text>
      <UnstyledButton className={classes.search} onClick={spotlight.open}>
        <IconSearch size={15} aria-hidden="true" />
        <span className={classes.searchText}>{t("search.open")}</span>
        <Kbd size="xs" className={classes.kbd} aria-hidden="true">
          Ctrl K
        </Kbd>
      </UnstyledButton>
      <div className={classes.tools}>
        {canSeeAlerts ? <AlertIndicator /> : null}
        <Tooltip label={t("shortcuts.title")}>
          <ActionIcon
            className={classes.wide}
            aria-label={t("shortcuts.title")}
            onClick={() => openShortcutList(t("shortcuts.title"))}
          >
            <IconKeyboard size={18} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
        <LocaleMenu />
        <ColorSchemeToggle />
        <PersonMenu />
      </div>
    </header>
  );
}
