"use client";

import { Stack, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { ContentChange } from "#lib/review/schema.ts";
import { fieldWords } from "./field-words.ts";
import classes from "./review.module.css";

const SHOWN = 12;

type ChangeListProps = {
  changes: readonly ContentChange[];
  /** The variations or steps that the changes are about, in order. */
  parts: readonly { name?: string | undefined }[];
};

/** What moved: field, line, and both readings where they can be read. */
export function ChangeList({ changes, parts }: ChangeListProps) {
  const t = useTranslations("reviews.moved");
  const words = {
    reviews: useTranslations("reviews"),
    versions: useTranslations("versions"),
    parts: parts.map(({ name }) => name),
  };
  return (
    <Stack component="ul" gap={6} m={0} pl="md">
      {changes.slice(0, SHOWN).map((change) => {
        const field = fieldWords(words, change.field);
        return (
          <li key={`${change.field} ${change.line ?? ""} ${change.before ?? ""}`}>
            <Text size="sm" component="span">
              {change.line === null ? t("field", { field }) : t("line", { field, line: change.line })}
            </Text>
            {isStructure(change) ? null : <Readings change={change} />}
          </li>
        );
      })}
      {changes.length > SHOWN ? (
        <Text component="li" size="sm">
          {t("more", { count: changes.length - SHOWN })}
        </Text>
      ) : null}
    </Stack>
  );
}

function Readings({ change: { before, after } }: { change: ContentChange }) {
  return (
    <>
      {before === null ? null : <code className={classes.quote}>− {before}</code>}
      {after === null ? null : <code className={classes.quote}>+ {after}</code>}
    </>
  );
}

/** A rule or a schedule as the API writes it: the comparison says it in words, this list only that it changed. */
function isStructure({ line, before, after }: ContentChange): boolean {
  return line === null && [before, after].some((value) => /^[[{]/.test(value ?? ""));
}
