"use client";

import { Group, Kbd, Stack, Switch, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { useTranslations } from "next-intl";
import { useShortcutRegistry } from "./shortcuts.tsx";

/** The keys that work on this screen, with the switch that turns single letters off. */
export function openShortcutList(title: string): void {
  modals.open({ modalId: "shortcuts", title, children: <ShortcutList /> });
}

function ShortcutList() {
  const t = useTranslations("shell");
  const { shortcuts, enabled, setEnabled } = useShortcutRegistry();
  const fixed = [
    { keys: "Ctrl K", description: t("shortcuts.palette") },
    { keys: "Esc", description: t("shortcuts.escape") },
  ];
  return (
    <Stack gap="md">
      <Switch
        label={t("shortcuts.enabled")}
        description={t("shortcuts.enabledHint")}
        checked={enabled}
        onChange={(event) => setEnabled(event.currentTarget.checked)}
      />
      <Stack component="ul" gap={6} p={0} m={0} style={{ listStyle: "none" }}>
        {[...fixed, ...(enabled ? shortcuts : [])].map((shortcut) => (
          <Group component="li" key={shortcut.keys} justify="space-between" wrap="nowrap">
            <Text size="sm">{shortcut.description}</Text>
            <Group gap={4} wrap="nowrap">
              {shortcut.keys.split(" ").map((key) => (
                <Kbd key={key} size="xs">
                  {key}
                </Kbd>
              ))}
            </Group>
          </Group>
        ))}
      </Stack>
    </Stack>
  );
}
