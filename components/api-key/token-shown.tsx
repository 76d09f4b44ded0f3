"use client";

import { Alert, Button, Group, Stack } from "@mantine/core";
import { IconShieldLock } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { trackExample } from "./examples.ts";

/** A key at its one appearance, with a call to try it. */
export function TokenShown({ token, onDone }: { token: string; onDone: () => void }) {
  const t = useTranslations("apiKeys");
  return (
    <Stack gap="md">
      <Alert color="yellow" variant="light" icon={<IconShieldLock size={18} aria-hidden="true" />}>
        {t("tokenBody")}
      </Alert>
      <CodeBlock code={token} label={t("prefix")} wrap withCopy={false} />
      <CodeBlock code={trackExample(window.location.origin, token)} label={t("tokenExample")} />
      <Group justify="flex-end" gap="xs">
        <CopyButton value={token} label={t("tokenCopy")} />
        <Button onClick={onDone}>{t("done")}</Button>
      </Group>
    </Stack>
  );
}
