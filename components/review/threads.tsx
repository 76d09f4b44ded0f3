"use client";

import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { createContext, type FormEvent, type ReactNode, useContext, useState } from "react";
import { useCan } from "#components/shell/session.tsx";
import { ErrorSummary } from "#components/ui/form-errors.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { ToneBadge } from "#components/ui/status-badge.tsx";
import { useErrorDetails } from "#components/ui/use-error-details.ts";
import type { Thread } from "#lib/review/comment-schema.ts";
import { addComment, reviewQueries, settleThread } from "./queries.ts";
import classes from "./review.module.css";

type Discussion = { reviewId: string; threads: readonly Thread[] };
const DiscussionContext = createContext<Discussion | null>(null);

/** Carries the threads of a review to the lines they are about. Without it, nothing can be commented. */
export function DiscussionProvider({ value, children }: { value: Discussion; children: ReactNode }) {
  return <DiscussionContext value={value}>{children}</DiscussionContext>;
}

/** The threads that belong to a field, or to one line of it as it stands now; null where nobody talks. */
export function useThreads(field: string): { at: (line: number | null) => Thread[] } | null {
  const discussion = useContext(DiscussionContext);
  if (!discussion) return null;
  const own = discussion.threads.filter(
    (thread) => thread.field === field && thread.place.state !== "vanished",
  );
  return { at: (line) => own.filter((thread) => thread.place.line === line) };
}

function useDiscussion(): Discussion {
  const discussion = useContext(DiscussionContext);
  if (!discussion) throw new Error("DiscussionProvider is missing.");
  return discussion;
}

type CommentFormProps = {
  label: string;
  anchor?: { field?: string; line?: number; reply_to?: string };
  submitLabel: string;
  onDone?: () => void;
  autoFocus?: boolean;
};

/** Writes a comment; what was typed stays when it cannot be sent. */
export function CommentForm({
  label,
  anchor = {},
  submitLabel,
  onDone,
  autoFocus = false,
}: CommentFormProps) {
  const t = useTranslations("reviews.talk");
  const read = useErrorDetails();
  const { reviewId } = useDiscussion();
  const queryClient = useQueryClient();
  const [body, setBody] = useState("");
  const send = useMutation({
    mutationFn: () => addComment(reviewId, { body, ...anchor }),
    onSuccess: async () => {
      setBody("");
      await queryClient.invalidateQueries({ queryKey: reviewQueries.all });
      onDone?.();
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (body.trim() !== "") send.mutate();
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <ErrorSummary messages={send.error ? [read(send.error).message] : []} />
        <Textarea
          label={label}
          autosize
          minRows={2}
          maxLength={4000}
          value={body}
          data-autofocus={autoFocus || undefined}
          ref={(element) => {
            if (autoFocus && element && body === "") element.focus();
          }}
          onChange={(event) => setBody(event.currentTarget.value)}
        />
        <Group gap="xs">
          <Button type="submit" size="xs" loading={send.isPending} disabled={body.trim() === ""}>
            {submitLabel}
          </Button>
          {onDone ? (
            <Button variant="subtle" color="gray" size="xs" onClick={onDone}>
              {t("cancel")}
            </Button>
          ) : null}
        </Group>
      </Stack>
    </form>
  );
}

/** One thread: what was said, where its line went, answer and settle. */
export function ThreadView({ thread }: { thread: Thread }) {
  const t = useTranslations("reviews.talk");
  const { reviewId } = useDiscussion();
  const queryClient = useQueryClient();
  const mayComment = useCan("reviews.comment");
  const [answering, setAnswering] = useState(false);
  const settled = thread.resolved_at !== null;
  const settle = useMutation({
    mutationFn: () => settleThread(reviewId, thread.thread_id, !settled),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: reviewQueries.all }),
  });
  return (
    <article
      className={classes.thread}
      aria-label={t("thread", { name: thread.comments[0]?.author.name ?? "" })}
    >
      <Stack gap="xs">
        <ThreadPlace thread={thread} />
        {thread.comments.map((comment) => (
          <div key={comment.comment_id}>
            <Text size="sm" fw={550} component="span">
              {comment.author.name}
            </Text>{" "}
            <Text size="xs" c="dimmed" component="span">
              <RelativeTime value={comment.created_at} />
            </Text>
            <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
              {comment.body}
            </Text>
          </div>
        ))}
        {settled ? (
          <Text size="xs" c="dimmed">
            {t("settledBy", { name: thread.resolved_by?.name ?? "" })}
          </Text>
        ) : null}
        {answering ? (
          <CommentForm
            label={t("answer")}
            submitLabel={t("answer")}
            anchor={{ reply_to: thread.thread_id }}
            onDone={() => setAnswering(false)}
            autoFocus
          />
        ) : null}
        {mayComment && !answering ? (
          <Group gap="xs">
            <Button variant="subtle" size="compact-xs" onClick={() => setAnswering(true)}>
              {t("answer")}
            </Button>
            <Button
              variant="subtle"
              size="compact-xs"
              loading={settle.isPending}
              onClick={() => settle.mutate()}
            >
              {settled ? t("reopen") : t("settle")}
            </Button>
          </Group>
        ) : null}
      </Stack>
    </article>
  );
}

function ThreadPlace({ thread }: { thread: Thread }) {
  const t = useTranslations("reviews.talk");
  const { place, line, line_text: text, field } = thread;
  if (field === null) return null;
  if (place.state === "vanished") {
    return (
      <div>
        <ToneBadge tone="warn">{line === null ? t("fieldGone") : t("lineGone")}</ToneBadge>
        {text === null ? null : <code className={classes.quote}>{text}</code>}
      </div>
    );
  }
  if (place.state === "moved" && line !== null)
    return <ToneBadge tone="idle">{t("moved", { from: line, to: place.line ?? line })}</ToneBadge>;
  return null;
}
