"use client";

import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { useMemo, useRef, useState } from "react";
import { QueryView } from "#components/ui/query-view.tsx";
import type { CanvasAnswer, CanvasProblem } from "#lib/canvas/schema.ts";
import classes from "./canvas.module.css";
import { CanvasGraph } from "./canvas-graph.tsx";
import { CanvasStoreProvider, createCanvasStore, useCanvasState, useCanvasStore } from "./canvas-store.ts";
import { CommandProvider, useCommands } from "./commands.tsx";
import { EditorBar } from "./editor-bar.tsx";
import { Inspector } from "./inspector.tsx";
import { OutlineEditor } from "./outline-editor.tsx";
import { canvasQueries, documentOf } from "./queries.ts";
import { ResultsPanel } from "./results-panel.tsx";
import { SettingsDrawer } from "./settings-drawer.tsx";
import { StepDialogs } from "./step-dialogs.tsx";
import { useCanvasAutosave } from "./use-canvas-autosave.ts";
import { useEditorKeys } from "./use-editor-keys.ts";

/** One journey: drawn or as an outline, being edited or with its results. */
export function CanvasPage({ canvasId }: { canvasId: string }) {
  const query = useQuery(canvasQueries.one(canvasId));
  return <QueryView query={query}>{(canvas) => <Editor key={canvasId} canvas={canvas} />}</QueryView>;
}

function Editor({ canvas }: { canvas: CanvasAnswer }) {
  const [store] = useState(() => createCanvasStore(documentOf(canvas)));
  const [step, setStep] = useQueryState("step", parseAsString);
  const select = useMemo(() => (id: string | null) => void setStep(id), [setStep]);
  return (
    <CanvasStoreProvider value={store}>
      <CommandProvider selected={step} select={select}>
        <Workspace canvas={canvas} />
      </CommandProvider>
    </CanvasStoreProvider>
  );
}

function Workspace({ canvas }: { canvas: CanvasAnswer }) {
  const t = useTranslations("journeys");
  const store = useCanvasStore();
  const document = useCanvasState((state) => state.document);
  const { selected } = useCommands();
  const autosave = useCanvasAutosave(canvas, store);
  const narrow = useMediaQuery("(max-width: 62em)");
  const [view, setView] = useQueryState("view", parseAsStringLiteral(["canvas", "outline"]));
  const [mode, setMode] = useQueryState(
    "mode",
    parseAsStringLiteral(["edit", "results"]).withDefault("edit"),
  );
  const [settings, setSettings] = useState(false);
  const [problemsOpen, setProblemsOpen] = useState(false);
  const nameRef = useRef<HTMLInputElement>(null);
  const live = canvas.live_version !== null;
  const stats = useQuery({ ...canvasQueries.stats(canvas.canvas_id), enabled: live || mode === "results" });
  const shown = view ?? (narrow ? "outline" : "canvas");
  const focusInspector = () => setTimeout(() => nameRef.current?.focus(), 60);
  const toggle = () => void setView(shown === "canvas" ? "outline" : "canvas");
  useEditorKeys({
    onToggleView: toggle,
    onEdit: focusInspector,
    onSave: () => void autosave.save(),
    onProblems: () => setProblemsOpen((open) => !open),
  });
  return (
    <div className={classes.editor}>
      <EditorBar
        canvas={canvas}
        autosave={autosave}
        view={shown}
        onView={(next) => void setView(next)}
        mode={mode}
        onMode={(next) => void setMode(next)}
        onSettings={() => setSettings(true)}
        onProblems={() => setProblemsOpen((open) => !open)}
      />
      {autosave.state.kind === "conflict" ? (
        <Alert
          color="yellow"
          title={t("conflict")}
          role="alert"
          styles={{ title: { color: "var(--sb-warn)" } }}
        >
          <Group gap="xs">
            <Button size="compact-sm" onClick={() => void autosave.resolve("mine")}>
              {t("keepMine")}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => void autosave.resolve("theirs")}>
              {t("takeTheirs")}
            </Button>
          </Group>
        </Alert>
      ) : null}
      <div className={classes.body}>
        <div className={classes.stage}>
          {shown === "canvas" ? (
            <CanvasGraph
              document={document}
              problems={canvas.problems}
              stats={mode === "results" ? (stats.data ?? null) : null}
              editable={mode === "edit"}
              onOpenSettings={() => setSettings(true)}
            />
          ) : (
            <OutlineEditor
              document={document}
              problems={canvas.problems}
              stats={stats.data ?? null}
              onEdit={focusInspector}
            />
          )}
        </div>
        {mode === "results" ? (
          <aside className={classes.inspector} aria-label={t("results")}>
            <ResultsPanel canvasId={canvas.canvas_id} stats={stats.data} />
          </aside>
        ) : selected && document.steps.some((step) => step.id === selected) ? (
          <aside className={classes.inspector} aria-label={t("inspector")}>
            <Inspector problems={canvas.problems} canvasId={canvas.canvas_id} nameRef={nameRef} />
          </aside>
        ) : null}
      </div>
      {problemsOpen ? <Problems problems={canvas.problems} onSettings={() => setSettings(true)} /> : null}
      <StepDialogs />
      <SettingsDrawer opened={settings} onClose={() => setSettings(false)} canvasId={canvas.canvas_id} />
    </div>
  );
}

type ProblemsProps = { problems: readonly CanvasProblem[]; onSettings: () => void };

function Problems({ problems, onSettings }: ProblemsProps) {
  const t = useTranslations("journeys");
  const { select, title } = useCommands();
  return (
    <section className={classes.problems} aria-label={t("problems")}>
      {problems.length === 0 ? <Text size="sm">{t("noProblems")}</Text> : null}
      <Stack gap={4} align="flex-start">
        {problems.map((problem) => (
          <Button
            key={`${problem.code} ${problem.field}`}
            variant="subtle"
            size="compact-sm"
            color={problem.severity === "error" ? "red" : "gray"}
            onClick={() => (problem.step_id ? select(problem.step_id) : onSettings())}
          >
            {problem.step_id ? `${title(problem.step_id)}: ` : ""}
            {problem.message} {problem.hint}
          </Button>
        ))}
      </Stack>
    </section>
  );
}
