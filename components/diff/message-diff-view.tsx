"use client";

import { Stack, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { DiffLine } from "#lib/webhook/line-diff.ts";
import { diffLines } from "#lib/webhook/line-diff.ts";
import type { MessageChange } from "#lib/webhook/message-diff.ts";
import type { ValueChange } from "#lib/webhook/value-diff.ts";
import { LineDiffView } from "./line-diff-view.tsx";

type MessageDiffViewProps = {
  changes: readonly MessageChange[];
  /** Path of the message, put in front of every part: `variations.0.webhook`. */
  field: string;
  /** Shown beside each part, given its field: comments of a review. */
  aside?: ((field: string) => ReactNode) | undefined;
};

/** What differs in a webhook: address and headers as they stand, a JSON body by its fields, other text by line. */
export function MessageDiffView({ changes, field, aside }: MessageDiffViewProps) {
  const t = useTranslations("versions");
  return (
    <Stack gap="sm">
      {changes.map((change) => {
        const name = partName(t, change.part);
        return (
          <div key={change.part + change.kind} data-field={`${field}.${change.part}`}>
            <Text size="sm" fw={550} mb={4}>
              {name}
            </Text>
            <LineDiffView label={name} lines={linesOf(change)} />
            {aside?.(`${field}.${change.part}`)}
          </div>
        );
      })}
    </Stack>
  );
}

function partName(t: ReturnType<typeof useTranslations>, part: string): string {
  const [head = "", ...rest] = part.split(".");
  return head === "headers"
    ? t("parts.header", { name: rest.join(".") })
    : t(`parts.${part.replace(".", "_")}`);
}

function linesOf(change: MessageChange): DiffLine[] {
  if (change.kind === "lines") return change.lines;
  if (change.kind === "value") return diffLines(change.before ?? "", change.after ?? "");
  return change.changes.flatMap(linesOfValue);
}

/** `points: 120` → `points: 150`, as a removed and an added line. */
function linesOfValue({ path, kind, before, after }: ValueChange): DiffLine[] {
  const say = (value: unknown): string => `${path === "" ? "" : `${path}: `}${JSON.stringify(value)}`;
  const line = (mark: "added" | "removed", value: unknown): DiffLine => ({
    mark,
    text: say(value),
    before: null,
    after: null,
  });
  return [
    ...(kind === "added" ? [] : [line("removed", before)]),
    ...(kind === "removed" ? [] : [line("added", after)]),
  ];
}
