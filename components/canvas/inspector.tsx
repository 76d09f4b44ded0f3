"use client";

import { ActionIcon, Group, Stack, Text, Textarea, TextInput, Title, Tooltip } from "@mantine/core";
import { IconCopy, IconTrash, IconX } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { type Ref, useCallback, useMemo } from "react";
import { LockedFields } from "#components/ui/locked.tsx";
import type { CanvasProblem } from "#lib/canvas/schema.ts";
import type { Step } from "#lib/canvas/step-schema.ts";
import { useCanvasState } from "./canvas-store.ts";
import { useCommands } from "./commands.tsx";
import { replaceStep, stepById } from "./graph.ts";
import { MessageForm } from "./message-form.tsx";
import { ScopeList } from "./scope-list.tsx";
import { ActionPathsForm, AudiencePathsForm, DecisionForm, ExperimentForm } from "./split-forms.tsx";
import { DelayForm, SubJourneyForm } from "./step-forms.tsx";
import { StepIcon } from "./step-node.tsx";
import { stepTitle } from "./step-words.ts";
import { ValuesForm } from "./values-form.tsx";

type InspectorProps = {
  stepId: string | null;
  problems: readonly CanvasProblem[];
  canvasId: string;
  nameRef: Ref<HTMLInputElement>;
};

/** Everything about the selected step. */
export function Inspector({ stepId, problems, canvasId, nameRef }: InspectorProps) {
  const t = useTranslations("journeys");
  const { select, duplicate, remove } = useCommands();
  const step = useCanvasState((state) => stepById(state.document, stepId));
  const change = useCanvasState((state) => state.change);
  const set = useCallback(
    (next: Step) =>
      change({ label: t("undo.edit", { name: stepTitle(t, next) }), key: `step ${next.id}` }, (document) =>
        replaceStep(document, next),
      ),
    [change, t],
  );
  const own = useMemo(() => problems.filter((problem) => problem.step_id === stepId), [problems, stepId]);
  if (!step) return null;
  return (
    <Stack gap="md">
      <Group justify="space-between" wrap="nowrap">
        <Group gap="xs" wrap="nowrap">
          <StepIcon type={step.type} />
          <Title order={2} size="h3">
            {t(`kinds.${step.type}`)}
          </Title>
        </Group>
        <Group gap={2} wrap="nowrap">
          <LockedFields>
            <Group gap={2} wrap="nowrap">
              <Tooltip label={t("duplicate")}>
                <ActionIcon aria-label={t("duplicate")} onClick={() => duplicate(step.id)}>
                  <IconCopy size={16} aria-hidden="true" />
                </ActionIcon>
              </Tooltip>
              <Tooltip label={t("delete")}>
                <ActionIcon aria-label={t("delete")} onClick={() => remove(step.id)}>
                  <IconTrash size={16} aria-hidden="true" />
                </ActionIcon>
              </Tooltip>
            </Group>
          </LockedFields>
          <ActionIcon aria-label={t("close")} onClick={() => select(null)}>
            <IconX size={16} aria-hidden="true" />
          </ActionIcon>
        </Group>
      </Group>
      {own.map((problem) => (
        <Text
          key={`${problem.code} ${problem.field}`}
          size="sm"
          c={problem.severity === "error" ? "var(--sb-bad)" : "var(--sb-warn)"}
        >
          {problem.message} {problem.hint}
        </Text>
      ))}
      <LockedFields>
        <TextInput
          ref={nameRef}
          label={t("stepName")}
          placeholder={t(`kinds.${step.type}`)}
          value={step.name ?? ""}
          onChange={(event) => set({ ...step, name: event.currentTarget.value || undefined })}
        />
      </LockedFields>
      <StepForm step={step} onChange={set} problems={own} canvasId={canvasId} />
      <LockedFields>
        <Textarea
          label={t("note")}
          description={t("noteText")}
          autosize
          minRows={1}
          maxRows={6}
          value={step.note ?? ""}
          onChange={(event) => set({ ...step, note: event.currentTarget.value || undefined })}
        />
      </LockedFields>
    </Stack>
  );
}

type FormProps = {
  step: Step;
  onChange: (step: Step) => void;
  problems: readonly CanvasProblem[];
  canvasId: string;
};

function StepForm(props: FormProps) {
  const { step, onChange, problems, canvasId } = props;
  if (step.type === "message")
    return (
      <MessageForm key={step.id} step={step} onChange={onChange} problems={problems} canvasId={canvasId} />
    );
  return (
    <LockedFields>
      <PlainStepForm step={step} onChange={onChange} canvasId={canvasId} />
    </LockedFields>
  );
}

type PlainFormProps = Pick<FormProps, "onChange" | "canvasId"> & {
  step: Exclude<Step, { type: "message" }>;
};

function PlainStepForm({ step, onChange, canvasId }: PlainFormProps) {
  switch (step.type) {
    case "delay":
      return <DelayForm key={step.id} step={step} onChange={onChange} />;
    case "decision_split":
      return <DecisionForm key={step.id} step={step} onChange={onChange} />;
    case "action_paths":
      return <ActionPathsForm key={step.id} step={step} onChange={onChange} />;
    case "audience_paths":
      return <AudiencePathsForm key={step.id} step={step} onChange={onChange} />;
    case "experiment_paths":
      return <ExperimentForm key={step.id} step={step} onChange={onChange} />;
    case "user_update":
    case "context":
      return (
        <>
          <ValuesForm key={step.id} step={step} onChange={onChange} />
          <ScopeList stepId={step.id} />
        </>
      );
    case "canvas":
      return <SubJourneyForm key={step.id} step={step} onChange={onChange} canvasId={canvasId} />;
  }
}
