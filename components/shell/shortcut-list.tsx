"use client";

import { Group, Kbd, Stack, Switch, Text, Title } from "@mantine/core";
import { modals } from "@mantine/modals";
import { useTranslations } from "next-intl";
import { grouped, keyCaps, type Shortcut } from "./shortcut-keys.ts";
import { EVERYWHERE, useShortcutRegistry } from "./shortcuts.tsx";

/** The keys that work on this screen, with the switch that turns single letters off. */
export function openShortcutList(title: string): void {
  modals.open({ modalId: "shortcuts", title, size: "lg", children: <ShortcutList /> });
}

function ShortcutList() {
  const t = useTranslations("shell.shortcuts");
  const { shortcuts, enabled, setEnabled } = useShortcutRegistry();
  const place = { group: t("everywhere"), order: EVERYWHERE };
  const fixed: Shortcut[] = [
    { keys: "Ctrl K", description: t("palette"), run: () => {}, place },
    { keys: "Esc", description: t("escape"), run: () => {}, place },
  ];
  return (
    <Stack gap="md">
      <Switch
        label={t("enabled")}
        description={t("enabledHint")}
        checked={enabled}
        onChange={(event) => setEnabled(event.currentTarget.checked)}
      />
      {grouped([...fixed, ...(enabled ? shortcuts : [])], t("here")).map((group) => (
        <section key={group.title} aria-label={group.title}>
          <Title order={3} size="h5" mb={6}>
            {group.title}
          </Title>
          <Stack component="ul" gap={6} p={0} m={0} style={{ listStyle: "none" }}>
            {group.shortcuts.map((shortcut) => (
              <Group component="li" key={shortcut.keys} justify="space-between" wrap="nowrap">
                <Text size="sm">{shortcut.description}</Text>
                <Keys keys={shortcut.keys} />
              </Group>
            ))}
          </Stack>
        </section>
      ))}
    </Stack>
  );
}

const BETWEEN = new Set(["/", "+"]);

function Keys({ keys }: { keys: string }) {
  const caps = keyCaps(keys);
  return (
    <Group gap={4} wrap="nowrap" style={{ flex: "none" }}>
      {caps.map((key) =>
        // A stroke between keys separates them; alone it is one.
        caps.length > 1 && BETWEEN.has(key) ? (
          <Text key={key} size="xs" c="dimmed" component="span">
            {key}
          </Text>
        ) : (
          <Kbd key={key} size="xs">
            {key}
          </Kbd>
        ),
      )}
    </Group>
  );
}
