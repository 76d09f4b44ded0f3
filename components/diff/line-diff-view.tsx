"use client";

import { Button, VisuallyHidden } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { DiffLine } from "#lib/webhook/line-diff.ts";
import classes from "./diff.module.css";
import { changedSpan, type DiffRow, foldedLines } from "./diff-rows.ts";

type LineDiffViewProps = {
  /** What is compared, for screen readers: "Body of Variant A". */
  label: string;
  lines: readonly DiffLine[];
  /** Sentences rather than source text: no line numbers, no monospace. */
  prose?: boolean;
};

const MARKS = { same: " ", added: "+", removed: "−" } as const;

/** Two texts, one below the other, with + and − in front of what differs; long stretches without change are folded. */
export function LineDiffView({ label, lines, prose = false }: LineDiffViewProps) {
  const t = useTranslations("versions");
  const [open, setOpen] = useState(false);
  const rows = foldedLines(lines, open);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className={classes.frame} aria-label={label} tabIndex={0}>
      <table className={classes.table} data-prose={prose || undefined}>
        <caption>{label}</caption>
        <tbody>
          {rows.map((row) =>
            "hidden" in row ? (
              <tr key={row.key}>
                <td colSpan={prose ? 2 : 4} className={classes.gap}>
                  <Button variant="subtle" size="compact-xs" onClick={() => setOpen(true)}>
                    {t("unchanged", { count: row.hidden })}
                  </Button>
                </td>
              </tr>
            ) : (
              <ChangedLine key={row.key} row={row} prose={prose} />
            ),
          )}
        </tbody>
      </table>
    </section>
  );
}

function ChangedLine({ row, prose }: { row: Extract<DiffRow, { line: DiffLine }>; prose: boolean }) {
  const t = useTranslations("versions");
  const { mark, text, before, after } = row.line;
  return (
    <tr data-mark={mark}>
      {prose ? null : <td className={classes.number}>{before ?? ""}</td>}
      {prose ? null : <td className={classes.number}>{after ?? ""}</td>}
      <td className={classes.mark}>
        <span aria-hidden="true">{MARKS[mark]}</span>
        {mark === "same" ? null : <VisuallyHidden>{t(`marks.${mark}`)}</VisuallyHidden>}
      </td>
      <td>
        <LineText text={text} counterpart={row.counterpart} />
      </td>
    </tr>
  );
}

/** Within a changed line, the part that is not in its counterpart stands out. */
function LineText({ text, counterpart }: { text: string; counterpart: string | null }) {
  if (counterpart === null) return text;
  const { start, end } = changedSpan(text, counterpart);
  if (start >= end) return text;
  return (
    <>
      {text.slice(0, start)}
      <mark className={classes.word}>{text.slice(start, end)}</mark>
      {text.slice(end)}
    </>
  );
}
