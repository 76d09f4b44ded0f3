"use client";

import { Alert, Button, Group } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { ChangedBlocksBar } from "#components/block/changed-blocks-bar.tsx";
import { ApprovalBanner, useApproval } from "#components/review/approval-bar.tsx";
import type { SubjectRef } from "#components/review/queries.ts";
import { Locked } from "#components/ui/locked.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import type { CanvasAnswer } from "#lib/canvas/schema.ts";
import classes from "./canvas.module.css";
import { CanvasGraph } from "./canvas-graph.tsx";
import { CanvasStoreProvider, createCanvasStore, useCanvasState, useCanvasStore } from "./canvas-store.ts";
import { CommandProvider, useCommands } from "./commands.tsx";
import { EDITOR_MODES, EditorBar, type EditorMode } from "./editor-bar.tsx";
import { focusFirst, focusStep } from "./focus-step.ts";
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
import { useEditorKeys } from "./use-editor-keys.ts";
import { useResultStats, useResults } from "./use-results.ts";
import { useShownDocument } from "./use-shown-document.ts";
import { SimulationProvider, useSimulation } from "./use-simulation.tsx";
import { VersionsDrawer } from "./versions-drawer.tsx";

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
  const document = useCanvasState((state) => state.document);
  const [mode, setMode] = useQueryState("mode", parseAsStringLiteral(EDITOR_MODES).withDefault("edit"));
  return (
    <SimulationProvider canvasId={canvas.canvas_id} document={document} active={mode === "simulate"}>
      <Modes canvas={canvas} mode={mode} onMode={(next) => void setMode(next)} />
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
  const narrow = useMediaQuery("(max-width: 62em)");
  const [view, setView] = useQueryState("view", parseAsStringLiteral(["canvas", "outline"]));
  const [settings, setSettings] = useState(false);
  const [problemsOpen, setProblemsOpen] = useState(false);
  const [publishing, setPublishing] = useState(false);
  const [versions, setVersions] = useState(false);
  const problems = useProblems(canvas.problems, () => setSettings(true));
  const nameRef = useRef<HTMLInputElement>(null);
  const live = canvas.live_version !== null;
  const { stats } = useResultStats(canvas.canvas_id, live || mode === "results");
  const runOverlay = useRunOverlay(canvas.canvas_id, mode === "results");
  const shown = view ?? (narrow ? "outline" : "canvas");
  const focusInspector = () => setTimeout(() => nameRef.current?.focus(), 60);
  const { selected } = useCommands();
  const toggle = () => void setView(shown === "canvas" ? "outline" : "canvas");
  const reviewed: SubjectRef = { type: "canvas", id: canvas.canvas_id };
  const approval = useApproval(reviewed, canvas.revision);
  const locked = canvas.review_id !== null;
  useEffect(() => store.setState({ locked }), [store, locked]);
  const editable = mode === "edit" && !locked;
  useEditorKeys({
    editable,
    onToggleView: toggle,
    onEdit: focusInspector,
    onTest: () => setTimeout(() => focusFirst("[data-preview-person]"), 60),
    onLeave: () => focusStep(selected),
    onSave: () => void autosave.save(),
    onProblems: () => setProblemsOpen((open) => !open),
    onNextProblem: problems.next,
    onPublish: () => setPublishing(true),
  });
  return (
    <div className={classes.editor}>
      <EditorBar
        canvas={canvas}
        autosave={autosave}
        approval={approval}
        view={shown}
        onView={(next) => void setView(next)}
        mode={mode}
        onMode={onMode}
        onSettings={() => setSettings(true)}
        onProblems={() => setProblemsOpen((open) => !open)}
        onPublish={() => setPublishing(true)}
        onVersions={() => setVersions(true)}
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
        onUpdate={() => setPublishing(true)}
      />
      <div className={classes.body} data-mode={mode}>
        <div className={classes.stage}>
          {shown === "canvas" ? (
            <CanvasGraph
              document={document}
              problems={shownProblems}
              stats={mode === "results" ? (stats ?? null) : null}
              overlay={overlay ?? runOverlay}
              editable={editable}
              onOpenSettings={() => setSettings(true)}
            />
          ) : (
            <OutlineEditor
              document={document}
              problems={shownProblems}
              stats={mode === "simulate" ? null : (stats ?? null)}
              overlay={overlay ?? runOverlay}
              editable={editable}
              onEdit={focusInspector}
            />
          )}
        </div>
        <SidePanel canvas={canvas} mode={mode} nameRef={nameRef} />
      </div>
      {problemsOpen ? (
        <ProblemsPanel problems={canvas.problems} current={problems.current} onGo={problems.go} />
      ) : null}
      <ListedKeys />
      <StepDialogs />
      <PublishDialog
        canvas={canvas}
        opened={publishing}
        onClose={() => setPublishing(false)}
        save={autosave.save}
      />
      <VersionsDrawer
        canvasId={canvas.canvas_id}
        opened={versions}
        onClose={() => setVersions(false)}
        onRestored={() => autosave.resolve("theirs")}
      />
      <SettingsDrawer opened={settings} onClose={() => setSettings(false)} canvasId={canvas.canvas_id} />
    </div>
  );
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
  const { selected } = useCommands();
  const known = useCanvasState((state) => state.document.steps.some((step) => step.id === selected));
  if (mode === "edit" && !known) return null;
  return (
    <aside className={classes.inspector} aria-label={t(mode === "edit" ? "inspector" : `modes.${mode}`)}>
      {mode === "edit" ? (
        <Locked locked={canvas.review_id !== null}>
          <Inspector problems={canvas.problems} canvasId={canvas.canvas_id} nameRef={nameRef} />
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
