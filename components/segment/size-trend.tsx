"use client";

import { Sparkline } from "@mantine/charts";
import { Group, Text } from "@mantine/core";
import { useFormatter, useTranslations } from "next-intl";

/** Sizes by day as a line, with the change over the period beside it for everybody. */
export function SizeTrend({ sizes }: { sizes: readonly (number | null)[] }) {
  const t = useTranslations("segments");
  const format = useFormatter();
  const known = sizes.filter((size) => size !== null);
  const [first, last] = [known[0], known.at(-1)];
  if (known.length < 2 || first === undefined || last === undefined) {
    return (
      <Text size="sm" c="dimmed">
        {t("noTrend")}
      </Text>
    );
  }
  return (
    <Group gap="xs" wrap="nowrap" justify="flex-end">
      <Sparkline data={known} w={72} h={22} curveType="linear" color="signal.6" aria-hidden="true" />
      <Text size="sm" miw={44} ta="right" title={t("trendOver", { count: known.length })}>
        {format.number(last - first, { signDisplay: "exceptZero" })}
      </Text>
    </Group>
  );
}
