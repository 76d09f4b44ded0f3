"use client";

import { ActionIcon, Text, VisuallyHidden } from "@mantine/core";
import { IconMessagePlus } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { Fragment, useMemo, useState } from "react";
import { useCan } from "#components/shell/session.tsx";
import { type DiffLine, diffLines } from "#lib/webhook/line-diff.ts";
import classes from "./review.module.css";
import { CommentForm, ThreadView, useThreads } from "./threads.tsx";

type CommentableLinesProps = {
  label: string;
  /** Path that comments are anchored to: `variations.0.webhook.body.value`. */
  field: string;
  /** As it was approved; null when there was no such text. */
  before: string | null;
  after: string;
};

const MARKS = { same: " ", added: "+", removed: "−" } as const;

/** A text with what changed in it; every line that is there can be talked about. */
export function CommentableLines({ label, field, before, after }: CommentableLinesProps) {
  const lines = useMemo(() => compared(before, after), [before, after]);
  const threads = useThreads(field);
  const changed = lines.some(({ mark }) => mark !== "same");
  return (
    <div
      className={changed ? classes.change : undefined}
      {...(changed ? { "data-change": true, tabIndex: -1 } : {})}
    >
      <Text size="sm" fw={550} mb={4}>
        {label}
      </Text>
      <div className={classes.lines}>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
          <Line key={index} line={line} field={field} label={label} />
        ))}
      </div>
      {threads?.at(null).map((thread) => (
        <div key={thread.thread_id} className={classes.under}>
          <ThreadView thread={thread} />
        </div>
      ))}
    </div>
  );
}

/** Without an earlier text nothing is marked: all of it is new, and saying so on every line would say nothing. */
function compared(before: string | null, after: string): DiffLine[] {
  if (before !== null) return diffLines(before, after);
  return after.split(/\r?\n/).map((text, index) => ({ mark: "same", text, before: null, after: index + 1 }));
}

function Line({ line, field, label }: { line: DiffLine; field: string; label: string }) {
  const t = useTranslations("reviews");
  const marks = useTranslations("versions.marks");
  const mayComment = useCan("reviews.comment");
  const threads = useThreads(field);
  const [writing, setWriting] = useState(false);
  const { mark, text, after } = line;
  return (
    <Fragment>
      <div className={classes.line} data-mark={mark}>
        <span className={classes.number} aria-hidden="true">
          {after ?? ""}
        </span>
        <span className={classes.mark}>
          <span aria-hidden="true">{MARKS[mark]}</span>
          {mark === "same" ? null : <VisuallyHidden>{marks(mark)}</VisuallyHidden>}
        </span>
        <span className={classes.text}>{text}</span>
        {threads && mayComment && after !== null ? (
          <ActionIcon
            className={classes.lineButton}
            data-line-comment
            data-open={writing || undefined}
            size="sm"
            aria-expanded={writing}
            aria-label={t("talk.onLine", { line: after, field: label })}
            onClick={() => setWriting(!writing)}
          >
            <IconMessagePlus size={14} aria-hidden="true" />
          </ActionIcon>
        ) : (
          <span />
        )}
      </div>
      {after === null
        ? null
        : threads?.at(after).map((thread) => (
            <div key={thread.thread_id} className={classes.under}>
              <ThreadView thread={thread} />
            </div>
          ))}
      {writing && after !== null ? (
        <div className={classes.under}>
          <CommentForm
            label={t("talk.onLine", { line: after, field: label })}
            submitLabel={t("talk.send")}
            anchor={{ field, line: after }}
            onDone={() => setWriting(false)}
            autoFocus
          />
        </div>
      ) : null}
    </Fragment>
  );
}
