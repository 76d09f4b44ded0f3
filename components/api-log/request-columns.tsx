"use client";

import { Code, Group, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { ToneBadge } from "#components/ui/status-badge.tsx";
import type { Tone } from "#components/ui/status-tones.ts";
import type { ApiRequestView } from "#lib/api-log/schema.ts";

/** Columns of a list of calls; a campaign's own list says whom they were for instead of where they went. */
export function useRequestColumns(of: "workspace" | "campaign"): DataTableColumn<ApiRequestView>[] {
  const t = useTranslations("apiLog");
  return useMemo(() => {
    const call: DataTableColumn<ApiRequestView> = {
      id: "call",
      header: t("call"),
      primary: true,
      cell: ({ method, path }) => (
        <Group gap={6} wrap="nowrap">
          <Code style={{ flex: "none" }}>{method}</Code>
          <Text size="sm" ff="monospace" style={{ overflowWrap: "anywhere" }}>
            {path}
          </Text>
        </Group>
      ),
    };
    const people: DataTableColumn<ApiRequestView> = {
      id: "people",
      header: t("people"),
      hideBelow: "sm",
      cell: ({ recipients, accepted }) => {
        if (!recipients) return t("broadcast");
        return accepted === null ? recipients : t("taken", { accepted, recipients });
      },
    };
    return [
      {
        id: "status",
        header: t("status"),
        shrink: true,
        cell: ({ status }) => <ToneBadge tone={toneOf(status)}>{status}</ToneBadge>,
      },
      ...(of === "workspace" ? [call] : [people]),
      {
        id: "reason",
        header: t("reason"),
        ...(of === "workspace" ? { hideBelow: "md" as const } : { primary: true }),
        cell: ({ errors, replayed }) => <Reason errors={errors} replayed={replayed} />,
      },
      { id: "caller", header: t("caller"), hideBelow: "sm", cell: ({ caller }) => caller },
      {
        id: "duration",
        header: t("duration"),
        shrink: true,
        align: "end",
        hideBelow: "md",
        cell: ({ duration_ms: ms }) => t("ms", { ms }),
      },
      { id: "at", header: t("at"), shrink: true, cell: ({ at }) => <RelativeTime value={at} /> },
    ];
  }, [t, of]);
}

function Reason({ errors, replayed }: Pick<ApiRequestView, "errors" | "replayed">) {
  const t = useTranslations("apiLog");
  const [first] = errors;
  if (!first)
    return (
      <Text size="sm" c="dimmed">
        {replayed ? t("replayed") : "–"}
      </Text>
    );
  return (
    <Text size="sm" lineClamp={2}>
      {first.message}
    </Text>
  );
}

function toneOf(status: number): Tone {
  if (status >= 500) return "bad";
  return status >= 400 ? "warn" : "ok";
}
