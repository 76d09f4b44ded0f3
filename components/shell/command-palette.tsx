"use client";

import { useMantineColorScheme } from "@mantine/core";
import { Spotlight, type SpotlightActionGroupData } from "@mantine/spotlight";
import { IconLogout, IconMoon, IconSearch, IconSun, IconUser } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { signOut } from "./account-client.ts";
import { COMMANDS } from "./commands.ts";
import { useSession } from "./session.tsx";
import { useFound } from "./use-found.tsx";
import { useNavigation } from "./use-navigation.ts";

/** Everything one can go to or do, and campaigns, journeys and people, by typing (`Ctrl/Cmd K`). */
export function CommandPalette() {
  const t = useTranslations("shell");
  const [typed, setTyped] = useState("");
  const found = useFound(typed);
  const groups = [...useCommandGroups(), ...found.groups];
  return (
    <Spotlight
      actions={groups}
      query={typed}
      onQueryChange={setTyped}
      shortcut={["mod + K"]}
      highlightQuery
      scrollable
      maxHeight={420}
      limit={20}
      nothingFound={t(found.searching ? "search.searching" : "search.nothing")}
      searchProps={{
        placeholder: t("search.placeholder"),
        "aria-label": t("search.placeholder"),
        leftSection: <IconSearch size={18} aria-hidden="true" />,
      }}
    />
  );
}

function useCommandGroups(): SpotlightActionGroupData[] {
  const t = useTranslations("shell");
  const router = useRouter();
  const { scopes } = useSession();
  const { setColorScheme } = useMantineColorScheme();
  const may = (scope: string | undefined) => !scope || scopes.includes("*") || scopes.includes(scope);
  const pages = useNavigation().flatMap((group) =>
    group.items.map((item) => ({
      id: item.id,
      label: t(`nav.${item.id}`),
      onClick: () => router.push(item.href),
      leftSection: <item.icon size={18} aria-hidden="true" />,
    })),
  );
  const commands = COMMANDS.filter((command) => may(command.scope)).map((command) => ({
    id: command.id,
    label: t(`commands.${command.id}`),
    keywords: [...(command.keywords ?? [])],
    onClick: () => router.push(command.href),
    leftSection: <command.icon size={18} aria-hidden="true" />,
  }));
  const own = [
    { id: "light", label: t("commands.light"), icon: IconSun, run: () => setColorScheme("light") },
    { id: "dark", label: t("commands.dark"), icon: IconMoon, run: () => setColorScheme("dark") },
    {
      id: "profile",
      label: t("person.profile"),
      icon: IconUser,
      run: () => router.push("/settings/profile"),
    },
    { id: "sign-out", label: t("person.signOut"), icon: IconLogout, run: () => void signOut() },
  ].map(({ icon: Icon, run, ...rest }) => ({
    ...rest,
    onClick: run,
    leftSection: <Icon size={18} aria-hidden="true" />,
  }));
  return [
    { group: t("search.pages"), actions: pages },
    { group: t("search.actions"), actions: [...commands, ...own] },
  ];
}
