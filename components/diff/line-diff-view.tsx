"use client";

import { Button, VisuallyHidden } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { DiffLine } from "#lib/webhook/line-diff.ts";
import classes from "./diff.module.css";
import { changedSpan, type DiffRow, foldedLines, pairedLines } from "./diff-rows.ts";

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
              <Gap key={row.key} columns={prose ? 2 : 4} hidden={row.hidden} onOpen={() => setOpen(true)} />
            ) : (
              <ChangedLine key={row.key} row={row} prose={prose} />
            ),
          )}
        </tbody>
      </table>
    </section>
  );
}

type GapProps = { columns: number; hidden: number; onOpen: () => void };

function Gap({ columns, hidden, onOpen }: GapProps) {
  const t = useTranslations("versions");
  return (
    <tr>
      <td colSpan={columns} className={classes.gap}>
        <Button variant="subtle" size="compact-xs" onClick={onOpen}>
          {t("unchanged", { count: hidden })}
        </Button>
      </td>
    </tr>
  );
}

type SideBySideProps = { label: string; before: string; after: string; lines: readonly DiffLine[] };

/** Two texts in two columns whose lines stand level; `before` and `after` head the columns. */
export function SideBySideDiff({ label, before, after, lines }: SideBySideProps) {
  const [open, setOpen] = useState(false);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className={classes.frame} aria-label={label} tabIndex={0}>
      <table className={classes.table} data-beside>
        <caption>{label}</caption>
        <colgroup>
          <col className={classes.numbers} />
          <col />
          <col className={classes.numbers} />
          <col />
        </colgroup>
        <thead>
          <tr>
            <th colSpan={2} scope="col">
              {before}
            </th>
            <th colSpan={2} scope="col" data-side="after">
              {after}
            </th>
          </tr>
        </thead>
        <tbody>
          {pairedLines(lines, open).map((row) =>
            "hidden" in row ? (
              <Gap key={row.key} columns={4} hidden={row.hidden} onOpen={() => setOpen(true)} />
            ) : (
              <tr key={row.key}>
                <Side row={row.before} side="before" />
                <Side row={row.after} side="after" />
              </tr>
            ),
          )}
        </tbody>
      </table>
    </section>
  );
}

type ShownRow = Extract<DiffRow, { line: DiffLine }>;

function Side({ row, side }: { row: ShownRow | null; side: "before" | "after" }) {
  const t = useTranslations("versions");
  if (!row) return <td colSpan={2} className={classes.nothing} data-side={side} />;
  const { mark, text } = row.line;
  return (
    <>
      <td className={classes.number} data-mark={mark} data-side={side}>
        {row.line[side]}
      </td>
      <td data-mark={mark}>
        {mark === "same" ? null : <VisuallyHidden>{t(`marks.${mark}`)}</VisuallyHidden>}
        <LineText text={text} counterpart={row.counterpart} />
      </td>
    </>
  );
}

function ChangedLine({ row, prose }: { row: ShownRow; prose: boolean }) {
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
