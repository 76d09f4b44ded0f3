"use client";

import { Alert, Button, Code, Group, Stack, Text } from "@mantine/core";
import { useTranslations } from "next-intl";

type ChangedBlocksBarProps = {
  /** Names of content blocks that were edited since the launch. */
  names: readonly string[];
  /** Leads to the next launch; left out where it is not offered now. */
  onUpdate: (() => void) | null;
};

/** Says that what is live has older content blocks, and how it gets the newest. */
export function ChangedBlocksBar({ names, onUpdate }: ChangedBlocksBarProps) {
  const t = useTranslations("blocks.behind");
  if (names.length === 0) return null;
  return (
    <Alert color="blue" mb="md" title={t("title", { count: names.length })}>
      <Stack gap="xs">
        <Group gap={6}>
          {names.map((name) => (
            <Code key={name}>{name}</Code>
          ))}
        </Group>
        <Text size="sm">{t("text")}</Text>
        {onUpdate ? (
          <Group>
            <Button size="xs" variant="default" onClick={onUpdate}>
              {t("update")}
            </Button>
          </Group>
        ) : null}
      </Stack>
    </Alert>
  );
}
