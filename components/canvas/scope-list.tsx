"use client";

import { Group, Text, UnstyledButton } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { useTranslations } from "next-intl";
import classes from "./canvas.module.css";
import { useScope } from "./use-scope.ts";

/** What templates may read at this step; a click copies it. */
export function ScopeList({ stepId }: { stepId: string }) {
  const t = useTranslations("journeys");
  const clipboard = useClipboard({ timeout: 1_500 });
  const scope = useScope(stepId);
  return (
    <section aria-label={t("inScope")}>
      <Text size="xs" c="dimmed" mb={4} role="status" aria-live="polite">
        {clipboard.copied ? t("copied") : t("inScope")}
      </Text>
      <Group gap={4}>
        {scope.map(({ name, detail }) => (
          <UnstyledButton
            key={name}
            className={classes.variable}
            title={detail}
            onClick={() => clipboard.copy(`{{${name}}}`)}
          >
            {name}
          </UnstyledButton>
        ))}
      </Group>
    </section>
  );
}
