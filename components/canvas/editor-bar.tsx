"use client";

import {
  ActionIcon,
  Button,
  Group,
  SegmentedControl,
  Text,
  TextInput,
  Title,
  Tooltip,
  VisuallyHidden,
} from "@mantine/core";
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconPlayerPlay,
  IconSettings,
} from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useCan } from "#components/shell/session.tsx";
import { confirmAction } from "#components/ui/confirm.tsx";
import { notifyDone } from "#components/ui/notify.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { CanvasAnswer } from "#lib/canvas/schema.ts";
import classes from "./canvas.module.css";
import { useCanvasState, useHistory } from "./canvas-store.ts";
import { actOnCanvas, canvasQueries } from "./queries.ts";
import type { useCanvasAutosave } from "./use-canvas-autosave.ts";

type Autosave = ReturnType<typeof useCanvasAutosave>;
type View = "canvas" | "outline";
type Mode = "edit" | "results";

type EditorBarProps = {
  canvas: CanvasAnswer;
  autosave: Autosave;
  view: View;
  onView: (view: View) => void;
  mode: Mode;
  onMode: (mode: Mode) => void;
  onSettings: () => void;
  onProblems: () => void;
};

/** Name, state and everything that concerns the journey as a whole. */
export function EditorBar(props: EditorBarProps) {
  const { canvas, autosave, view, onView, mode, onMode, onSettings, onProblems } = props;
  const t = useTranslations("journeys");
  const name = useCanvasState((state) => state.document.name);
  const change = useCanvasState((state) => state.change);
  const { undo, redo, undoLabel, redoLabel } = useHistory();
  const errors = canvas.problems.filter((problem) => problem.severity === "error").length;
  return (
    <div className={classes.bar}>
      <VisuallyHidden>
        <Title order={1}>{name}</Title>
      </VisuallyHidden>
      <Text component={Link} href="/journeys" size="sm" c="dimmed" aria-label={t("back")}>
        ←
      </Text>
      <TextInput
        aria-label={t("journeyName")}
        className={classes.barName}
        value={name}
        onChange={(event) => {
          const next = event.currentTarget.value;
          change({ label: t("undo.rename"), key: "name" }, (document) => ({ ...document, name: next }));
        }}
      />
      <StatusBadge status={canvas.status} />
      <SaveStatus autosave={autosave} />
      <Group gap={2} wrap="nowrap">
        <Tooltip label={undoLabel ? t("undoNamed", { what: undoLabel }) : t("undoNothing")}>
          <ActionIcon aria-label={t("undoButton")} disabled={undoLabel === null} onClick={undo}>
            <IconArrowBackUp size={17} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={redoLabel ? t("redoNamed", { what: redoLabel }) : t("undoNothing")}>
          <ActionIcon aria-label={t("redoButton")} disabled={redoLabel === null} onClick={redo}>
            <IconArrowForwardUp size={17} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
      </Group>
      <SegmentedControl
        size="xs"
        aria-label={t("view")}
        value={view}
        onChange={(next) => onView(next as View)}
        data={[
          { value: "canvas", label: t("views.canvas") },
          { value: "outline", label: t("views.outline") },
        ]}
      />
      <SegmentedControl
        size="xs"
        aria-label={t("mode")}
        value={mode}
        onChange={(next) => onMode(next as Mode)}
        data={[
          { value: "edit", label: t("modes.edit") },
          { value: "results", label: t("modes.results") },
        ]}
      />
      <Button
        variant="default"
        leftSection={<IconAlertTriangle size={15} aria-hidden="true" />}
        onClick={onProblems}
      >
        {t("problemCount", { count: canvas.problems.length })}
      </Button>
      <Button
        variant="default"
        leftSection={<IconSettings size={15} aria-hidden="true" />}
        onClick={onSettings}
      >
        {t("settings")}
      </Button>
      <Lifecycle canvas={canvas} autosave={autosave} errors={errors} />
    </div>
  );
}

function SaveStatus({ autosave: { state } }: { autosave: Autosave }) {
  const t = useTranslations("journeys");
  const bad = state.kind === "failed" || state.kind === "incomplete";
  return (
    <Text
      size="sm"
      c={bad ? "var(--sb-bad)" : "dimmed"}
      role="status"
      aria-live="polite"
      maw={320}
      lineClamp={2}
    >
      {t(`save.${state.kind}`)} {bad ? state.message : ""}
    </Text>
  );
}

type LifecycleProps = { canvas: CanvasAnswer; autosave: Autosave; errors: number };

function Lifecycle({ canvas, autosave, errors }: LifecycleProps) {
  const t = useTranslations("journeys");
  const queryClient = useQueryClient();
  const mayLaunch = useCan("canvas.launch");
  const running = canvas.status === "active" || canvas.status === "scheduled";
  const unpublished = !running || canvas.has_unpublished_changes || autosave.state.kind !== "saved";

  async function act(action: "launch" | "stop") {
    if (action === "launch" && !(await autosave.save())) throw new Error(t("notSaved"));
    const answer = await actOnCanvas(canvas.canvas_id, action);
    queryClient.setQueryData(canvasQueries.one(canvas.canvas_id).queryKey, answer);
    await queryClient.invalidateQueries({ queryKey: canvasQueries.all });
    notifyDone(t(`done.${action}`, { name: canvas.name }));
  }

  if (!mayLaunch) return null;
  return (
    <Group gap="xs" wrap="nowrap">
      {running ? (
        <Button
          color="red"
          variant="light"
          onClick={() =>
            confirmAction({
              title: t("stopTitle", { name: canvas.name }),
              body: t("stopText"),
              confirmLabel: t("stop"),
              danger: true,
              onConfirm: () => act("stop"),
            })
          }
        >
          {t("stop")}
        </Button>
      ) : null}
      {unpublished ? (
        <Button
          leftSection={<IconPlayerPlay size={15} aria-hidden="true" />}
          onClick={() =>
            confirmAction({
              title: t("publishTitle", { name: canvas.name }),
              body:
                errors > 0
                  ? t("publishErrors", { count: errors })
                  : t(running ? "publishLive" : "publishFirst"),
              confirmLabel: t("publishNow"),
              onConfirm: () => act("launch"),
            })
          }
        >
          {t("publish")}
        </Button>
      ) : null}
    </Group>
  );
}
