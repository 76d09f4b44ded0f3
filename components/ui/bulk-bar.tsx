"use client";

import { Button, Group, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

type BulkBarProps = { count: number; onClear: () => void; children: ReactNode };

/** What can be done with the ticked rows; nothing while none is. */
export function BulkBar({ count, onClear, children }: BulkBarProps) {
  const t = useTranslations("ui.list");
  if (count === 0) return null;
  return (
    <Group gap="xs" mb="xs" role="toolbar" aria-label={t("bulk")}>
      <Text size="sm" fw={550} role="status">
        {t("selected", { count })}
      </Text>
      {children}
      <Button variant="subtle" color="gray" size="compact-sm" onClick={onClear}>
        {t("clearSelection")}
      </Button>
    </Group>
  );
}
