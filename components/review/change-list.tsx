"use client";

import { Stack, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { ContentChange } from "#lib/review/schema.ts";
import classes from "./review.module.css";

const SHOWN = 12;

/** What moved: field, line, and both readings. */
export function ChangeList({ changes }: { changes: readonly ContentChange[] }) {
  const t = useTranslations("reviews.moved");
  return (
    <Stack component="ul" gap={6} m={0} pl="md">
      {changes.slice(0, SHOWN).map((change) => (
        <li key={`${change.field} ${change.line ?? ""} ${change.before ?? ""}`}>
          <Text size="sm" component="span">
            {change.line === null
              ? t("field", { field: change.field })
              : t("line", { field: change.field, line: change.line })}
          </Text>
          {change.before === null ? null : <code className={classes.quote}>− {change.before}</code>}
          {change.after === null ? null : <code className={classes.quote}>+ {change.after}</code>}
        </li>
      ))}
      {changes.length > SHOWN ? (
        <Text component="li" size="sm">
          {t("more", { count: changes.length - SHOWN })}
        </Text>
      ) : null}
    </Stack>
  );
}
