"use client";

import { Alert, Anchor, List } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { CampaignProblem } from "#lib/campaign/schema.ts";
import { stepOfField } from "./steps.ts";

type ProblemListProps = {
  problems: readonly CampaignProblem[];
  /** Names of the variations; said where there are several. */
  variations: readonly string[];
  onJump: (problem: CampaignProblem) => void;
};

/** What stands in the way, errors first; each entry leads to its field. */
export function ProblemList({ problems, variations, onJump }: ProblemListProps) {
  const t = useTranslations("composer");
  const placeOf = usePlace(variations);
  const shown = problems.filter((problem) => problem.severity !== "info");
  if (shown.length === 0) return null;
  const errors = shown.some((problem) => problem.severity === "error");
  return (
    <Alert
      color={errors ? "red" : "yellow"}
      mb="md"
      title={t("problems", { count: shown.length })}
      styles={{ title: { color: errors ? "var(--sb-bad)" : "var(--sb-warn)" } }}
    >
      <List size="sm" styles={{ itemWrapper: { display: "inline" }, itemLabel: { display: "inline" } }}>
        {shown.map((problem) => (
          <List.Item key={`${problem.code} ${problem.field} ${problem.message}`}>
            <Anchor
              component="button"
              type="button"
              size="sm"
              ta="start"
              underline="always"
              c="inherit"
              // Otherwise the bullet stands at the last line of a long one.
              style={{ verticalAlign: "top" }}
              onClick={() => onJump(problem)}
            >
              {placeOf(problem)} {problem.message}
            </Anchor>{" "}
            {problem.hint}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

/** Where a problem lies: the variation where there are several, else the step. */
function usePlace(variations: readonly string[]): (problem: CampaignProblem) => string {
  const t = useTranslations("composer");
  return ({ field }) => {
    const index = /^variations\.(\d+)\./.exec(field)?.[1];
    if (index === undefined) return t("problemPlace", { place: t(`steps.${stepOfField(field)}`) });
    if (variations.length < 2) return "";
    const place = variations[Number(index)] || t("numberedVariation", { number: Number(index) + 1 });
    return t("problemPlace", { place });
  };
}

/** What takes the cursor of the field a problem is about; fields carry their name in `data-field`. */
export function fieldOf(field: string): HTMLElement | null {
  const marked = [...document.querySelectorAll<HTMLElement>("[data-field]")].filter((element) =>
    field.includes(element.dataset.field ?? " "),
  );
  const best = marked.toSorted((a, b) => (b.dataset.field?.length ?? 0) - (a.dataset.field?.length ?? 0))[0];
  const target = best?.querySelector<HTMLElement>("input, textarea, [contenteditable=true], select, button");
  return target ?? best ?? null;
}

/** Puts the cursor there. */
export function focusField(field: string): void {
  const target = fieldOf(field);
  target?.focus();
  target?.scrollIntoView({ block: "center" });
}
