"use client";

import { Alert, Button, Group, Modal, Stack, Switch, Text, Textarea, Title } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { ApiError } from "#components/api-client.ts";
import { MomentInput } from "#components/campaign/moment-input.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { notifyDone } from "#components/ui/notify.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { useProblemWords } from "#components/ui/use-problem-words.ts";
import type { PeopleRule, PublishPreview } from "#lib/canvas/publish-schema.ts";
import type { CanvasAnswer } from "#lib/canvas/schema.ts";
import { ChangeList } from "./change-list.tsx";
import { PublishPeople } from "./publish-people.tsx";
import { canvasQueries, publishCanvas } from "./queries.ts";

type PublishProps = {
  canvas: CanvasAnswer;
  opened: boolean;
  onClose: () => void;
  /** Stores what is typed; false when it cannot be stored. */
  save: () => Promise<boolean>;
};

/** Before a journey goes live: what changes, who is inside, and what becomes of them. */
export function PublishDialog({ canvas, opened, onClose, save }: PublishProps) {
  const t = useTranslations("journeyPublish");
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="xl"
      title={t("title", { name: canvas.name })}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      {opened ? <Publish canvas={canvas} onClose={onClose} save={save} /> : null}
    </Modal>
  );
}

function Publish({ canvas, onClose, save }: Omit<PublishProps, "opened">) {
  const t = useTranslations("journeyPublish");
  const queryClient = useQueryClient();
  const [rules, setRules] = useState<Record<string, PeopleRule>>({});
  const [note, setNote] = useState("");
  /** Null: now. */
  const [at, setAt] = useState<string | null>(null);
  const saved = useQuery({ queryKey: ["canvas-saved", canvas.canvas_id], queryFn: save, gcTime: 0 });
  const query = useQuery({
    ...canvasQueries.publishPreview(canvas.canvas_id, { rules: Object.values(rules) }),
    enabled: saved.data === true,
    placeholderData: keepPreviousData,
  });
  const publish = useMutation({
    mutationFn: async (preview: PublishPreview) =>
      publishCanvas(canvas.canvas_id, preview.revision, {
        rules: preview.steps.map(({ step, rule, to }) => ({ step, rule, to: rule === "move" ? to : null })),
        seen: Object.fromEntries(preview.steps.map(({ step, people }) => [step, people])),
        ...(note === "" ? {} : { note }),
        ...(at === null ? {} : { at }),
      }),
    onSuccess: async (answer) => {
      queryClient.setQueryData(canvasQueries.one(canvas.canvas_id).queryKey, answer);
      await queryClient.invalidateQueries({ queryKey: canvasQueries.all });
      notifyDone(t(doneWord(answer, at), { name: canvas.name }));
      onClose();
    },
    onError: () => query.refetch(),
  });
  // Whoever opened the dialog read the changes of that draft; a later one is pointed out.
  const [seen, setSeen] = useState<number | null>(null);
  const revision = query.data?.revision ?? null;
  if (seen === null && revision !== null) setSeen(revision);
  const changed = seen !== null && revision !== null && revision !== seen;
  useEffect(() => {
    if (changed)
      void queryClient.invalidateQueries({ queryKey: canvasQueries.one(canvas.canvas_id).queryKey });
  }, [changed, queryClient, canvas.canvas_id]);
  if (saved.data === false) return <Text>{t("notSaved")}</Text>;
  return (
    <QueryView query={query}>
      {(preview) => (
        <Stack gap="lg">
          <PublishError error={publish.error} />
          {changed ? <OtherDraft /> : null}
          <Blocking preview={preview} />
          <Changes preview={preview} />
          <PublishPeople
            preview={preview}
            onRule={(rule) => setRules((before) => ({ ...before, [rule.step]: rule }))}
          />
          <Textarea
            label={t("note")}
            description={t("noteText")}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            autosize
            maxRows={6}
            maxLength={2_000}
          />
          <PublishAt at={at} onChange={setAt} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("cancel")}
            </Button>
            <Button
              leftSection={<IconPlayerPlay size={15} aria-hidden="true" />}
              loading={publish.isPending}
              disabled={preview.problems.some((problem) => problem.severity === "error")}
              onClick={() => publish.mutate(preview)}
            >
              {t(at === null ? "publish" : "plan")}
            </Button>
          </Group>
        </Stack>
      )}
    </QueryView>
  );
}

/** Now, or at a later moment. */
function PublishAt({ at, onChange }: { at: string | null; onChange: (at: string | null) => void }) {
  const t = useTranslations("journeyPublish");
  return (
    <Group align="flex-start" gap="lg">
      <Switch
        label={t("later")}
        description={t("laterText")}
        checked={at !== null}
        onChange={(event) =>
          onChange(event.currentTarget.checked ? new Date(nextHour()).toISOString() : null)
        }
      />
      {at === null ? null : (
        <MomentInput label={t("at")} value={at} onChange={(moment) => onChange(moment ?? at)} />
      )}
    </Group>
  );
}

const HOUR_MS = 3_600_000;

function nextHour(): number {
  return Math.ceil((Date.now() + 1) / HOUR_MS) * HOUR_MS;
}

/** A pause or a stop outlasts what is published meanwhile. */
function doneWord({ status }: CanvasAnswer, at: string | null) {
  if (at !== null) return "planned";
  if (status === "paused") return "donePaused";
  return status === "stopped" ? "doneStopped" : "done";
}

function OtherDraft() {
  const t = useTranslations("journeyPublish");
  return (
    <Alert
      color="yellow"
      role="alert"
      title={t("otherDraft")}
      styles={{ title: { color: "var(--sb-warn)" } }}
    >
      {t("otherDraftText")}
    </Alert>
  );
}

function PublishError({ error }: { error: Error | null }) {
  const t = useTranslations("journeyPublish");
  if (!error) return null;
  const codes = error instanceof ApiError ? error.errors.map((item) => item.code) : [];
  // The newer changes are shown instead.
  if (codes.includes("saved_by_other")) return null;
  if (!codes.includes("people_moved")) return <ErrorState error={error} title={t("failed")} />;
  return (
    <Alert
      color="yellow"
      role="alert"
      title={t("peopleMoved")}
      styles={{ title: { color: "var(--sb-warn)" } }}
    >
      {error.message} {t("confirmAgain")}
    </Alert>
  );
}

function Blocking({ preview }: { preview: PublishPreview }) {
  const t = useTranslations("journeyPublish");
  const say = useProblemWords();
  const errors = preview.problems.filter((problem) => problem.severity === "error").map(say);
  if (errors.length === 0) return null;
  return (
    <Alert
      color="red"
      role="alert"
      title={t("problems", { count: errors.length })}
      styles={{ title: { color: "var(--sb-bad)" } }}
    >
      <Stack component="ul" gap={4} m={0} pl="md">
        {errors.slice(0, 10).map((problem) => (
          <li key={`${problem.code} ${problem.field}`}>
            {problem.message} {problem.hint}
          </li>
        ))}
      </Stack>
    </Alert>
  );
}

function Changes({ preview }: { preview: PublishPreview }) {
  const t = useTranslations("journeyPublish");
  if (preview.from_version === null) return <Text>{t("first")}</Text>;
  return (
    <section aria-label={t("changes")}>
      <Title order={3} size="h4" mb="xs">
        {t("changesSince", { number: preview.from_version })}
      </Title>
      <ChangeList changes={preview.changes} />
    </section>
  );
}
