"use client";

import { Button, Group, Modal, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { STEP_TYPES, type StepType } from "#lib/canvas/step-schema.ts";
import { useCanvasState } from "./canvas-store.ts";
import { useAsking, useCommands, useSelection } from "./commands.tsx";
import classes from "./dialogs.module.css";
import { focusStep } from "./focus-step.ts";
import { removedWith, stepById } from "./graph.ts";
import { readingOrder } from "./outline-rows.ts";
import { StepIcon } from "./step-node.tsx";
import { outputsOf } from "./step-outputs.ts";
import { outputWords } from "./step-words.ts";

/** The questions a command may have to ask: which kind, which path to keep, where to. */
export function StepDialogs() {
  const t = useTranslations("journeys");
  const { ask } = useCommands();
  const asking = useAsking();
  const { selected } = useSelection();
  return (
    <Modal
      opened={asking !== null}
      onClose={() => ask(null)}
      returnFocus={false}
      onExitTransitionEnd={() => focusStep(selected)}
      title={asking ? t(`dialogs.${asking.kind}`) : ""}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      {asking?.kind === "add" || asking?.kind === "before" ? <StepPicker /> : null}
      {asking?.kind === "branch" ? <BranchPicker id={asking.id} /> : null}
      {asking?.kind === "delete" ? <KeepPath id={asking.id} /> : null}
      {asking?.kind === "deleteMany" ? <DeleteMany ids={asking.ids} /> : null}
      {asking?.kind === "move" ? <MoveTarget id={asking.id} /> : null}
    </Modal>
  );
}

function StepPicker() {
  const t = useTranslations("journeys");
  const { add, addBefore } = useCommands();
  const asking = useAsking();
  const [search, setSearch] = useState("");
  const field = useRef<HTMLInputElement>(null);
  // The palette may follow another question in the same dialog.
  useEffect(() => field.current?.focus(), []);
  const found = STEP_TYPES.filter((type) =>
    `${t(`kinds.${type}`)} ${t(`kindText.${type}`)}`.toLowerCase().includes(search.trim().toLowerCase()),
  );
  function choose(type: StepType | undefined) {
    if (!type) return;
    if (asking?.kind === "add") add(type, asking.place);
    if (asking?.kind === "before") addBefore(type, asking.id);
  }
  return (
    <Stack gap="xs">
      <TextInput
        ref={field}
        aria-label={t("findStep")}
        placeholder={t("findStep")}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        onKeyDown={(event: KeyboardEvent) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          choose(found[0]);
        }}
        data-autofocus
      />
      {found.map((type) => (
        <UnstyledButton key={type} className={classes.option} onClick={() => choose(type)}>
          <StepIcon type={type} />
          <span>
            <Text size="sm" fw={600}>
              {t(`kinds.${type}`)}
            </Text>
            <Text size="xs" c="dimmed">
              {t(`kindText.${type}`)}
            </Text>
          </span>
        </UnstyledButton>
      ))}
      {found.length === 0 ? <Text c="dimmed">{t("noStepFound")}</Text> : null}
    </Stack>
  );
}

/** Into which way out of the step the new one goes. */
function BranchPicker({ id }: { id: string }) {
  const t = useTranslations("journeys");
  const document = useCanvasState((state) => state.document);
  const { ask, title } = useCommands();
  const step = stepById(document, id);
  if (!step) return null;
  return (
    <Stack gap={4}>
      <Text size="sm">{t("branchText", { name: title(id) })}</Text>
      {outputsOf(step).map((output, index) => (
        <UnstyledButton
          key={output.key}
          className={classes.option}
          data-autofocus={index === 0 || undefined}
          onClick={() => ask({ kind: "add", place: { from: id, output: output.key } })}
        >
          {outputWords(t, output) || t("outputs.next")}
        </UnstyledButton>
      ))}
    </Stack>
  );
}

function DeleteMany({ ids }: { ids: readonly string[] }) {
  const t = useTranslations("journeys");
  const { ask, title, removeMarked } = useCommands();
  return (
    <Stack gap="sm">
      <Text size="sm">{t("deleteManyText")}</Text>
      <Text size="sm">{ids.map(title).join(", ")}</Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={() => ask(null)}>
          {t("cancel")}
        </Button>
        <Button color="red" data-autofocus onClick={() => removeMarked(ids)}>
          {t("deleteSteps", { count: ids.length })}
        </Button>
      </Group>
    </Stack>
  );
}

function KeepPath({ id }: { id: string }) {
  const t = useTranslations("journeys");
  const document = useCanvasState((state) => state.document);
  const { removeKeeping } = useCommands();
  const step = stepById(document, id);
  if (!step) return null;
  const choices = [
    ...outputsOf(step).map((output) => ({
      key: output.key as string | null,
      label: t("keepPath", { path: outputWords(t, output) || t("outputs.next") }),
    })),
    { key: null, label: t("keepNone") },
  ];
  return (
    <Stack gap="xs">
      <Text size="sm">{t("keepText")}</Text>
      {choices.map(({ key, label }) => (
        <Button key={key ?? "none"} variant="default" onClick={() => removeKeeping(id, key)}>
          {label} · {t("alsoRemoved", { count: removedWith(document, id, key) })}
        </Button>
      ))}
    </Stack>
  );
}

function MoveTarget({ id }: { id: string }) {
  const t = useTranslations("journeys");
  const document = useCanvasState((state) => state.document);
  const { move, title } = useCommands();
  const places = readingOrder(document)
    .filter((other) => other !== id)
    .flatMap((other) => {
      const step = stepById(document, other);
      return step ? outputsOf(step).map((output) => ({ step, output })) : [];
    })
    .filter(({ output }) => output.to !== id);
  return (
    <Stack gap={4}>
      <Text size="sm">{t("moveText", { name: title(id) })}</Text>
      <UnstyledButton className={classes.option} onClick={() => move(id, { from: null, output: "start" })}>
        {t("entry")}
      </UnstyledButton>
      {places.map(({ step, output }) => (
        <UnstyledButton
          key={`${step.id}/${output.key}`}
          className={classes.option}
          onClick={() => move(id, { from: step.id, output: output.key })}
        >
          {t("after", { name: [title(step.id), outputWords(t, output)].filter(Boolean).join(" → ") })}
        </UnstyledButton>
      ))}
    </Stack>
  );
}
