"use client";

import { Button, Checkbox, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { ApiError } from "#components/api-client.ts";
import { useSession } from "#components/shell/session.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { notifyDone } from "#components/ui/notify.tsx";
import type { ReviewDetail, Section } from "#lib/review/schema.ts";
import { decideReview, reviewQueries } from "./queries.ts";
import { Sentence } from "./review-summary.tsx";

export type Verdict = "approve" | "request_changes";

type DecideDialogProps = {
  review: ReviewDetail;
  verdict: Verdict | null;
  /** Ticked at first; all that are open by default. */
  sections: readonly Section[];
  onClose: () => void;
};

/** Asks once more before a decision counts; sending back needs words. */
export function DecideDialog({ review, verdict, sections, onClose }: DecideDialogProps) {
  const t = useTranslations("reviews.decide");
  return (
    <Modal
      opened={verdict !== null}
      onClose={onClose}
      title={verdict ? t(`${verdict}.title`, { name: review.subject.name }) : ""}
      size="lg"
    >
      {verdict ? (
        <DecideForm key={verdict} review={review} verdict={verdict} sections={sections} onClose={onClose} />
      ) : null}
    </Modal>
  );
}

function DecideForm({ review, verdict, sections, onClose }: DecideDialogProps & { verdict: Verdict }) {
  const t = useTranslations("reviews.decide");
  const names = useTranslations("reviews.sections");
  const { workspace } = useSession();
  const queryClient = useQueryClient();
  const [note, setNote] = useState("");
  const [chosen, setChosen] = useState<string[]>([...sections]);
  const decide = useMutation({
    mutationFn: () => decideReview(review.review_id, verdict, { note, sections: chosen as Section[] }),
    onSuccess: (after) => {
      notifyDone(
        t(after.status === "requested" ? "partly" : `${verdict}.done`, { name: review.subject.name }),
      );
      onClose();
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: reviewQueries.all }),
  });
  const needsNote = verdict === "request_changes";
  const ready = chosen.length > 0 && (!needsNote || note.trim() !== "");
  function submit(event: FormEvent) {
    event.preventDefault();
    if (ready) decide.mutate();
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Sentence facts={review.facts} timeZone={workspace.time_zone} />
        <Checkbox.Group label={t(`${verdict}.sections`)} value={chosen} onChange={setChosen}>
          <Group gap="md" mt={4}>
            {review.sections.map((section) => (
              <Checkbox key={section} value={section} label={names(section)} />
            ))}
          </Group>
        </Checkbox.Group>
        <Textarea
          label={t(`${verdict}.note`)}
          description={t(`${verdict}.hint`)}
          required={needsNote}
          autosize
          minRows={3}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          {...(needsNote ? { "data-autofocus": true } : {})}
        />
        <Text size="xs" c="dimmed">
          {t("hash", { hash: review.content_hash.slice(0, 12) })}
        </Text>
        {decide.error ? <ErrorState error={decide.error} title={failureTitle(t, decide.error)} /> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} disabled={decide.isPending}>
            {t("cancel")}
          </Button>
          <Button
            type="submit"
            color={needsNote ? "orange" : "signal"}
            loading={decide.isPending}
            disabled={!ready}
          >
            {t(`${verdict}.confirm`)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function failureTitle(t: ReturnType<typeof useTranslations>, error: unknown): string {
  return error instanceof ApiError && error.status === 409 ? t("conflict") : t("failed");
}
