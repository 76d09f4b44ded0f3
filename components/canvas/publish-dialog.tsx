"use client";

import { Alert, Button, Group, Modal, Select, Stack, Table, Text, Textarea, Title } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ApiError } from "#components/api-client.ts";
import { ErrorState } from "#components/ui/error-state.tsx";
import { notifyDone } from "#components/ui/notify.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { ToneBadge } from "#components/ui/status-badge.tsx";
import {
  PEOPLE_RULES,
  type PeopleAtStep,
  type PeopleRule,
  type PeopleRuleName,
  type PublishPreview,
} from "#lib/canvas/publish-schema.ts";
import type { CanvasAnswer } from "#lib/canvas/schema.ts";
import { useCanvasState } from "./canvas-store.ts";
import { ChangeList } from "./change-list.tsx";
import { canvasQueries, publishCanvas } from "./queries.ts";
import { stepTitle } from "./step-words.ts";

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
  const saved = useQuery({ queryKey: ["canvas-saved", canvas.canvas_id], queryFn: save, gcTime: 0 });
  const query = useQuery({
    ...canvasQueries.publishPreview(canvas.canvas_id, { rules: Object.values(rules) }),
    enabled: saved.data === true,
    placeholderData: keepPreviousData,
  });
  const publish = useMutation({
    mutationFn: async (preview: PublishPreview) =>
      publishCanvas(canvas.canvas_id, {
        rules: preview.steps.map(({ step, rule, to }) => ({ step, rule, to: rule === "move" ? to : null })),
        seen: Object.fromEntries(preview.steps.map(({ step, people }) => [step, people])),
        ...(note === "" ? {} : { note }),
      }),
    onSuccess: async (answer) => {
      queryClient.setQueryData(canvasQueries.one(canvas.canvas_id).queryKey, answer);
      await queryClient.invalidateQueries({ queryKey: canvasQueries.all });
      notifyDone(t("done", { name: canvas.name }));
      onClose();
    },
    onError: () => query.refetch(),
  });
  if (saved.data === false) return <Text>{t("notSaved")}</Text>;
  return (
    <QueryView query={query}>
      {(preview) => (
        <Stack gap="lg">
          <PublishError error={publish.error} />
          <Blocking preview={preview} />
          <Changes preview={preview} />
          <People
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
              {t("publish")}
            </Button>
          </Group>
        </Stack>
      )}
    </QueryView>
  );
}

function PublishError({ error }: { error: Error | null }) {
  const t = useTranslations("journeyPublish");
  if (!error) return null;
  const moved = error instanceof ApiError && error.errors.some((item) => item.code === "people_moved");
  if (!moved) return <ErrorState error={error} title={t("failed")} />;
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
  const errors = preview.problems.filter((problem) => problem.severity === "error");
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

type PeopleProps = { preview: PublishPreview; onRule: (rule: PeopleRule) => void };

function People({ preview, onRule }: PeopleProps) {
  const t = useTranslations("journeyPublish");
  if (preview.from_version === null) return null;
  return (
    <section aria-label={t("people")}>
      <Title order={3} size="h4" mb="xs">
        {t("peopleInside", { count: preview.people_inside })}
      </Title>
      {preview.steps.length === 0 ? null : (
        <Table.ScrollContainer minWidth={520}>
          <Table verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("step")}</Table.Th>
                <Table.Th ta="right">{t("count")}</Table.Th>
                <Table.Th>{t("rule")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {preview.steps.map((row) => (
                <PeopleRow key={row.step} row={row} perMinute={preview.per_minute} onRule={onRule} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </section>
  );
}

const CHANGE_TONES = { removed: "bad", changed: "info", same: "idle" } as const;

type RowProps = { row: PeopleAtStep; perMinute: number | null; onRule: (rule: PeopleRule) => void };

function PeopleRow({ row, perMinute, onRule }: RowProps) {
  const t = useTranslations("journeyPublish");
  const words = useTranslations("journeys");
  const steps = useCanvasState((state) => state.document.steps);
  const name = row.step_name ?? (row.step_type ? words(`kinds.${row.step_type as "message"}`) : row.step);
  const first = steps[0]?.id ?? null;
  const gone = row.change === "removed";
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={600}>
          {name}
        </Text>
        <ToneBadge tone={CHANGE_TONES[row.change]}>{t(`stepChanges.${row.change}`)}</ToneBadge>
      </Table.Td>
      <Table.Td ta="right">{row.people}</Table.Td>
      <Table.Td>
        <Stack gap={6}>
          <Select
            aria-label={t("ruleFor", { name })}
            data={PEOPLE_RULES.filter((rule) => row.allowed.includes(rule)).map((value) => ({
              value,
              label: t(`rules.${value}`),
            }))}
            value={row.rule}
            allowDeselect={false}
            onChange={(rule) =>
              rule &&
              onRule({
                step: row.step,
                rule: rule as PeopleRuleName,
                to: gone && rule === "move" ? (row.to ?? first) : null,
              })
            }
          />
          {row.rule === "move" && gone ? (
            <Select
              label={t("to")}
              data={steps.map((step) => ({ value: step.id, label: stepTitle(words, step) }))}
              value={row.to}
              allowDeselect={false}
              searchable
              onChange={(to) => to && onRule({ step: row.step, rule: "move", to })}
            />
          ) : null}
          {row.rule === "move" && row.due_now > 0 ? (
            <Text size="xs" c="var(--sb-warn)">
              {dueWords(t, row.due_now, perMinute)}
            </Text>
          ) : null}
        </Stack>
      </Table.Td>
    </Table.Tr>
  );
}

function dueWords(
  t: ReturnType<typeof useTranslations<"journeyPublish">>,
  count: number,
  perMinute: number | null,
): string {
  if (perMinute === null) return t("dueUnlimited", { count });
  const seconds = Math.ceil((count / perMinute) * 60);
  return t("due", { count, perMinute, seconds });
}
