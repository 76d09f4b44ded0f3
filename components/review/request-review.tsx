"use client";

import {
  Alert,
  Button,
  Checkbox,
  Group,
  Modal,
  MultiSelect,
  Skeleton,
  Stack,
  TagsInput,
  Text,
  Textarea,
} from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useSession } from "#components/shell/session.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { notifyDone } from "#components/ui/notify.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { useProblemWords } from "#components/ui/use-problem-words.ts";
import { type ReviewDraft, SECTIONS, type Section } from "#lib/review/schema.ts";
import { type ReviewRequest, requestReview, reviewQueries, type SubjectRef } from "./queries.ts";
import { CheckList, Sentence } from "./review-summary.tsx";
import { RiskMarks } from "./risk-marks.tsx";

type RequestReviewProps = {
  subject: SubjectRef;
  name: string;
  opened: boolean;
  onClose: () => void;
};

/** Hands something over: who looks, by when, at which people, with what was checked already. */
export function RequestReview({ subject, name, opened, onClose }: RequestReviewProps) {
  const t = useTranslations("reviews.request");
  return (
    <Modal opened={opened} onClose={onClose} title={t("title", { name })} size="xl">
      {opened ? <Loaded subject={subject} name={name} onClose={onClose} /> : null}
    </Modal>
  );
}

function Loaded({ subject, name, onClose }: Omit<RequestReviewProps, "opened">) {
  const [pinned, setPinned] = useState<string[]>([]);
  const query = useQuery(reviewQueries.draft(subject, pinned));
  return (
    <QueryView query={query} skeleton={<Skeleton height={360} />}>
      {(draft) => (
        <RequestForm
          subject={subject}
          name={name}
          draft={draft}
          pinned={pinned}
          onPinned={setPinned}
          onClose={onClose}
        />
      )}
    </QueryView>
  );
}

type RequestFormProps = Omit<RequestReviewProps, "opened"> & {
  draft: ReviewDraft;
  pinned: string[];
  onPinned: (pinned: string[]) => void;
};

function RequestForm({ subject, name, draft, pinned, onPinned, onClose }: RequestFormProps) {
  const t = useTranslations("reviews.request");
  const say = useProblemWords();
  const { workspace } = useSession();
  const queryClient = useQueryClient();
  const [form, setForm] = useState<Omit<ReviewRequest, "pinned">>(() => ({
    note: "",
    reviewers: [],
    due_at: null,
    sections: openSections(draft),
  }));
  const set = (part: Partial<typeof form>): void => setForm((now) => ({ ...now, ...part }));
  const errors = draft.problems.filter(({ severity }) => severity === "error");
  const send = useMutation({
    mutationFn: () => requestReview(subject, { ...form, pinned }),
    onSuccess: () => {
      notifyDone(t("done", { name }));
      onClose();
    },
    onSettled: () => queryClient.invalidateQueries(),
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    send.mutate();
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Sentence facts={draft.facts} timeZone={workspace.time_zone} />
        <RiskMarks risks={draft.facts.risks} />
        {errors.length > 0 ? (
          <Alert
            color="red"
            title={t("notReady", { count: errors.length })}
            styles={{ title: { color: "var(--sb-bad)" } }}
          >
            {errors.map((error) => (
              <Text key={`${error.field} ${error.message}`} size="sm">
                {say(error).message}
              </Text>
            ))}
          </Alert>
        ) : null}
        <MultiSelect
          label={t("reviewers")}
          description={
            draft.candidates.length === 0
              ? t("nobody")
              : form.reviewers.length === 0
                ? t("anyone")
                : undefined
          }
          placeholder={form.reviewers.length === 0 ? t("anyoneShort") : ""}
          data={draft.candidates.map(({ user_id, name: label }) => ({ value: user_id, label }))}
          value={form.reviewers}
          onChange={(reviewers) => set({ reviewers })}
          searchable
          clearable
          comboboxProps={{ withinPortal: true }}
        />
        <Policy draft={draft} />
        <Textarea
          label={t("note")}
          description={t("noteHint")}
          autosize
          minRows={2}
          maxLength={2000}
          value={form.note}
          onChange={(event) => set({ note: event.currentTarget.value })}
        />
        <DateTimePicker
          label={t("due")}
          description={t("dueHint")}
          clearable
          minDate={new Date()}
          value={form.due_at}
          onChange={(value) => set({ due_at: value ? new Date(value).toISOString() : null })}
        />
        <Checkbox.Group
          label={t("sections")}
          description={t("sectionsHint")}
          value={form.sections}
          onChange={(sections) => set({ sections: sections as Section[] })}
        >
          <SectionChoices draft={draft} />
        </Checkbox.Group>
        <Samples draft={draft} pinned={pinned} onPinned={onPinned} />
        <div>
          <Text size="sm" fw={550} mb={6}>
            {t("checks")}
          </Text>
          <CheckList checks={draft.facts.checks} />
        </div>
        <Text size="sm" c="dimmed">
          {t("locked")}
        </Text>
        {send.error ? <ErrorState error={send.error} title={t("failed")} /> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} disabled={send.isPending}>
            {t("cancel")}
          </Button>
          <Button
            type="submit"
            loading={send.isPending}
            disabled={errors.length > 0 || form.sections.length === 0}
          >
            {t("send")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** What is approved as it is need not be asked about. */
function openSections({ sections }: ReviewDraft): Section[] {
  const open = sections.filter(({ state }) => state !== "approved").map(({ section }) => section);
  return open.length > 0 ? open : [...SECTIONS];
}

function SectionChoices({ draft }: { draft: ReviewDraft }) {
  const t = useTranslations("reviews");
  return (
    <Group gap="md" mt={4}>
      {draft.sections.map(({ section, state }) => (
        <Checkbox
          key={section}
          value={section}
          label={
            state === "approved"
              ? t("request.approvedSection", { section: t(`sections.${section}`) })
              : t(`sections.${section}`)
          }
        />
      ))}
    </Group>
  );
}

/** Whose word the workspace asks for. */
function Policy({ draft: { requirement, candidates } }: { draft: ReviewDraft }) {
  const t = useTranslations("reviews");
  const nameOf = (id: string): string => candidates.find((item) => item.user_id === id)?.name ?? id;
  return (
    <Text size="sm" c="dimmed">
      {t("needs.approvals", { count: requirement.approvals })}{" "}
      {requirement.groups
        .filter(({ reviewers }) => reviewers.length > 0)
        .map(({ reviewers }) => t("request.mustInclude", { names: reviewers.map(nameOf).join(", ") }))
        .join(" ")}
    </Text>
  );
}

function Samples({ draft, pinned, onPinned }: Pick<RequestFormProps, "draft" | "pinned" | "onPinned">) {
  const t = useTranslations("reviews");
  return (
    <Stack gap={6}>
      <TagsInput
        label={t("request.pinned")}
        description={t("request.pinnedHint")}
        value={pinned}
        onChange={onPinned}
        maxTags={10}
        clearable
      />
      <Text size="sm" c="dimmed">
        {draft.samples.length === 0
          ? t("noSamples")
          : t("request.chosen", {
              count: draft.samples.length,
              people: draft.samples
                .slice(0, 6)
                .map(
                  ({ external_user_id: id, reasons }) =>
                    `${id ?? "–"} (${reasons.map((reason) => t(`reasons.${reason}`)).join(", ")})`,
                )
                .join(" · "),
            })}
      </Text>
    </Stack>
  );
}
