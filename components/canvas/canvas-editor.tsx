"use client";

import { Alert, Button, Group } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { type RefObject, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { ChangedBlocksBar } from "#components/block/changed-blocks-bar.tsx";
import { ApprovalBanner, useApproval } from "#components/review/approval-bar.tsx";
import type { SubjectRef } from "#components/review/queries.ts";
import { Locked } from "#components/ui/locked.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { useProblemWords } from "#components/ui/use-problem-words.ts";
import type { Did } from "#lib/canvas/run-schema.ts";
import type { CanvasAnswer } from "#lib/canvas/schema.ts";
import classes from "./canvas.module.css";
import { CanvasGraph } from "./canvas-graph.tsx";
import { CanvasStoreProvider, createCanvasStore, useCanvasState, useCanvasStore } from "./canvas-store.ts";
import { CommandProvider, useSelection } from "./commands.tsx";
import { EDITOR_MODES, EditorBar, type EditorMode } from "./editor-bar.tsx";
import { EditorKeys } from "./editor-keys.tsx";
import { focusWhenThere } from "./focus-step.ts";
import { Inspector } from "./inspector.tsx";
import { ListedKeys } from "./listed-keys.tsx";
import { OutlineEditor } from "./outline-editor.tsx";
import { PlannedPublication } from "./planned-publication.tsx";
import { ProblemsPanel, useProblems } from "./problems-panel.tsx";
import { PublishDialog } from "./publish-dialog.tsx";
import { canvasQueries, documentOf } from "./queries.ts";
import { ResultsPanel } from "./results-panel.tsx";
import { SettingsDrawer } from "./settings-drawer.tsx";
import { SimulatePanel } from "./simulate-panel.tsx";
import { type Overlay, overlayOfRun } from "./simulation-clock.ts";
import { StepDialogs } from "./step-dialogs.tsx";
import { useCanvasAutosave } from "./use-canvas-autosave.ts";
import { usePanels } from "./use-panels.ts";
import { useResultStats, useResults } from "./use-results.ts";
import { useShownDocument } from "./use-shown-document.ts";
import { SimulationProvider, useSimulation } from "./use-simulation.tsx";
import { useStable } from "./use-stable.ts";
import { VersionsDrawer } from "./versions-drawer.tsx";

/** One journey: drawn or as an outline, being edited or with its results. */
export function CanvasPage({ canvasId }: { canvasId: string }) {
  const query = useQuery(canvasQueries.one(canvasId));
  return <QueryView query={query}>{(canvas) => <Editor key={canvasId} answer={canvas} />}</QueryView>;
}

function Editor({ answer }: { answer: CanvasAnswer }) {
  const say = useProblemWords();
  const canvas = useMemo(() => ({ ...answer, problems: answer.problems.map(say) }), [answer, say]);
  const [store] = useState(() => createCanvasStore(documentOf(canvas)));
  const [step, setStep] = useQueryState("step", parseAsString);
  const { set } = useResults();
  const select = useStable((id: string | null) => void setStep(id));
  const showPeople = useStable((did: Did) => void set({ did, path: null, state: null, entry: null }));
  return (
    <CanvasStoreProvider value={store}>
      <CommandProvider selected={step} select={select} onShowPeople={showPeople}>
        <Workspace canvas={canvas} />
      </CommandProvider>
    </CanvasStoreProvider>
  );
}

function Workspace({ canvas }: { canvas: CanvasAnswer }) {
  const document = useCanvasState((state) => state.document);
  const [mode, setMode] = useQueryState("mode", parseAsStringLiteral(EDITOR_MODES).withDefault("edit"));
  const onMode = useStable((next: EditorMode) => void setMode(next));
  return (
    <SimulationProvider canvasId={canvas.canvas_id} document={document} active={mode === "simulate"}>
      <Modes canvas={canvas} mode={mode} onMode={onMode} />
    </SimulationProvider>
  );
}

type ModesProps = { canvas: CanvasAnswer; mode: EditorMode; onMode: (mode: EditorMode) => void };

function Modes({ canvas, mode, onMode }: ModesProps) {
  const store = useCanvasStore();
  const name = useCanvasState((state) => state.document.name);
  const { document, problems: shownProblems } = useShownDocument(canvas, mode);
  const { overlay } = useSimulation();
  const autosave = useCanvasAutosave(canvas, store);
  const panels = usePanels();
  const { view, setView, toggleView } = useView();
  const problems = useProblems(canvas.problems, panels.open.settings);
  const nameRef = useRef<HTMLInputElement>(null);
  const live = canvas.live_version !== null;
  const { stats } = useResultStats(canvas.canvas_id, live || mode === "results");
  const runOverlay = useRunOverlay(canvas.canvas_id, mode === "results");
  const focusInspector = useStable(() => focusWhenThere(() => nameRef.current));
  const reviewed: SubjectRef = { type: "canvas", id: canvas.canvas_id };
  const approval = useApproval(reviewed, canvas.revision);
  const locked = canvas.review_id !== null;
  useEffect(() => store.setState({ locked }), [store, locked]);
  const editable = mode === "edit" && !locked;
  const drawn = {
    document,
    problems: shownProblems,
    overlay: overlay ?? runOverlay,
    editable,
  };
  return (
    <div className={classes.editor}>
      <EditorKeys
        editable={editable}
        onToggleView={toggleView}
        onEdit={focusInspector}
        onSave={() => void autosave.save()}
        onProblems={panels.open.problems}
        onNextProblem={problems.next}
        onPublish={panels.open.publish}
      />
      <EditorBar
        canvas={canvas}
        autosave={autosave}
        approval={approval}
        view={view}
        onView={setView}
        mode={mode}
        onMode={onMode}
        open={panels.open}
      />
      <ConflictAlert autosave={autosave} />
      <PlannedPublication canvas={canvas} />
      <ApprovalBanner
        subject={reviewed}
        name={name}
        approval={approval}
        parts={document.steps}
        onBeforeRequest={autosave.save}
      />
      <ChangedBlocksBar
        names={canvas.status === "archived" ? [] : canvas.changed_content_blocks}
        onUpdate={panels.open.publish}
      />
      <div className={classes.body} data-mode={mode}>
        <div className={classes.stage}>
          {view === "canvas" ? (
            <CanvasGraph
              {...drawn}
              stats={mode === "results" ? (stats ?? null) : null}
              onOpenSettings={panels.open.settings}
            />
          ) : (
            <OutlineEditor
              {...drawn}
              stats={mode === "simulate" ? null : (stats ?? null)}
              onEdit={focusInspector}
            />
          )}
        </div>
        <SidePanel canvas={canvas} mode={mode} nameRef={nameRef} />
      </div>
      {panels.shown.problems ? (
        <ProblemsPanel problems={canvas.problems} current={problems.current} onGo={problems.go} />
      ) : null}
      <ListedKeys />
      <StepDialogs />
      <PublishDialog
        canvas={canvas}
        opened={panels.shown.publish}
        onClose={panels.close.publish}
        save={autosave.save}
      />
      <VersionsDrawer
        canvasId={canvas.canvas_id}
        opened={panels.shown.versions}
        onClose={panels.close.versions}
        onRestored={() => autosave.resolve("theirs")}
      />
      <SettingsDrawer
        opened={panels.shown.settings}
        onClose={panels.close.settings}
        canvasId={canvas.canvas_id}
      />
    </div>
  );
}

/** The graph on wide screens, the outline on narrow ones, until somebody chooses. */
function useView() {
  const narrow = useMediaQuery("(max-width: 62em)");
  const [chosen, choose] = useQueryState("view", parseAsStringLiteral(["canvas", "outline"]));
  const view = chosen ?? (narrow ? "outline" : "canvas");
  return {
    view,
    setView: useStable((next: typeof view) => void choose(next)),
    toggleView: () => void choose(view === "canvas" ? "outline" : "canvas"),
  } as const;
}

/** Somebody else saved meanwhile: the author decides whose version goes on. */
function ConflictAlert({ autosave }: { autosave: ReturnType<typeof useCanvasAutosave> }) {
  const t = useTranslations("journeys");
  if (autosave.state.kind !== "conflict") return null;
  return (
    <Alert color="yellow" title={t("conflict")} role="alert" styles={{ title: { color: "var(--sb-warn)" } }}>
      <Group gap="xs">
        <Button size="compact-sm" onClick={() => void autosave.resolve("mine")}>
          {t("keepMine")}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => void autosave.resolve("theirs")}>
          {t("takeTheirs")}
        </Button>
      </Group>
    </Alert>
  );
}

type SideProps = {
  canvas: CanvasAnswer;
  mode: EditorMode;
  nameRef: RefObject<HTMLInputElement | null>;
};

/** What stands beside the journey: the step being edited, results, or the simulation. */
function SidePanel({ canvas, mode, nameRef }: SideProps) {
  const t = useTranslations("journeys");
  const { selected } = useSelection();
  // The step is shown as selected at once; its form follows as soon as there is time. Until then there is none: what is
  // typed into the form of another step would change that step.
  const shown = useDeferredValue(selected);
  const known = useCanvasState((state) => state.document.steps.some((step) => step.id === selected));
  if (mode === "edit" && !known) return null;
  return (
    <aside className={classes.inspector} aria-label={t(mode === "edit" ? "inspector" : `modes.${mode}`)}>
      {mode === "edit" ? (
        <Locked locked={canvas.review_id !== null}>
          {shown === selected ? (
            <Inspector
              stepId={shown}
              problems={canvas.problems}
              canvasId={canvas.canvas_id}
              nameRef={nameRef}
            />
          ) : null}
        </Locked>
      ) : mode === "results" ? (
        <ResultsPanel canvasId={canvas.canvas_id} />
      ) : (
        <SimulatePanel />
      )}
    </aside>
  );
}

/** The way of the person whose run is open. */
function useRunOverlay(canvasId: string, enabled: boolean): Overlay | null {
  const { entry } = useResults();
  const run = useQuery({
    ...canvasQueries.run(canvasId, entry ?? ""),
    enabled: enabled && entry !== null,
  });
  return useMemo(
    () => (enabled && entry && run.data ? overlayOfRun(run.data) : null),
    [enabled, entry, run.data],
  );
}
