"use client";

import { Alert, Button, Group, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { useAutosave } from "./use-autosave.ts";

/** Somebody else saved meanwhile: the author decides whose version goes on. */
export function ConflictBar({ autosave }: { autosave: ReturnType<typeof useAutosave> }) {
  const t = useTranslations("composer.conflict");
  const { state } = autosave;
  if (state.kind !== "conflict") return null;
  return (
    <Alert color="yellow" role="alert" mb="md">
      <Group justify="space-between">
        <Text size="sm">
          {t("text", { name: state.by })} <RelativeTime value={state.at} />
        </Text>
        <Group gap="xs">
          <Button variant="default" onClick={() => void autosave.takeTheirs()}>
            {t("theirs")}
          </Button>
          <Button onClick={() => void autosave.keepMine(state.revision)}>{t("mine")}</Button>
        </Group>
      </Group>
    </Alert>
  );
}
