"use client";

import {
  ActionIcon,
  Button,
  Group,
  SegmentedControl,
  Select,
  Text,
  TextInput,
  Title,
  Tooltip,
  VisuallyHidden,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconCircleCheck,
  IconHistory,
  IconListTree,
  IconSettings,
  IconSitemap,
} from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { ApprovalBadge } from "#components/review/approval-bar.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { useProblemWords } from "#components/ui/use-problem-words.ts";
import type { CanvasAnswer } from "#lib/canvas/schema.ts";
import type { Step } from "#lib/canvas/step-schema.ts";
import type { ApprovalView } from "#lib/review/schema.ts";
import classes from "./canvas.module.css";
import { useCanvasState, useHistory } from "./canvas-store.ts";
import { useCommands } from "./commands.tsx";
import { Lifecycle } from "./lifecycle.tsx";
import { stepTitle } from "./step-words.ts";
import type { useCanvasAutosave } from "./use-canvas-autosave.ts";
import { useStepSummary } from "./use-step-summary.ts";

type Autosave = ReturnType<typeof useCanvasAutosave>;
type View = "canvas" | "outline";
export const EDITOR_MODES = ["edit", "results", "simulate"] as const;
export type EditorMode = (typeof EDITOR_MODES)[number];

type EditorBarProps = {
  canvas: CanvasAnswer;
  autosave: Autosave;
  approval: ApprovalView | undefined;
  view: View;
  onView: (view: View) => void;
  mode: EditorMode;
  onMode: (mode: EditorMode) => void;
  open: { settings: () => void; problems: () => void; publish: () => void; versions: () => void };
};

/** Name, state and everything that concerns the journey as a whole. */
export const EditorBar = memo(function EditorBar(props: EditorBarProps) {
  const { canvas, autosave, approval, view, onView, mode, onMode } = props;
  const { open } = props;
  const t = useTranslations("journeys");
  const name = useCanvasState((state) => state.document.name);
  const change = useCanvasState((state) => state.change);
  return (
    <div className={classes.bar}>
      <VisuallyHidden>
        <Title order={1}>{name}</Title>
      </VisuallyHidden>
      <div className={classes.barMain}>
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
        <ApprovalBadge approval={approval} />
        <Tooltip label={t("versionsButton")}>
          <Button
            variant="subtle"
            size="compact-sm"
            px={6}
            aria-label={t("versionsButton")}
            leftSection={<IconHistory size={16} aria-hidden="true" />}
            onClick={open.versions}
          >
            {canvas.live_version ? t("versionButton", { number: canvas.live_version.number }) : "–"}
          </Button>
        </Tooltip>
        <SaveStatus autosave={autosave} />
      </div>
      <div className={classes.barTools}>
        <UndoRedo />
        <StepSearch />
        <ViewChoice view={view} onView={onView} />
        <SegmentedControl
          size="xs"
          aria-label={t("mode")}
          value={mode}
          onChange={(next) => onMode(next as EditorMode)}
          data={EDITOR_MODES.map((value) => ({ value, label: t(`modes.${value}`) }))}
        />
        <ProblemsButton count={canvas.problems.length} onClick={open.problems} />
        <Tooltip label={t("settings")}>
          <ActionIcon variant="default" size="lg" aria-label={t("settings")} onClick={open.settings}>
            <IconSettings size={17} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
        <span className={classes.barGap} />
        <Lifecycle canvas={canvas} autosave={autosave} approval={approval} onPublish={open.publish} />
      </div>
    </div>
  );
});

function ProblemsButton({ count, onClick }: { count: number; onClick: () => void }) {
  const t = useTranslations("journeys");
  const label = t("problemCount", { count });
  return (
    <Tooltip label={label}>
      {count === 0 ? (
        <ActionIcon variant="default" size="lg" aria-label={label} onClick={onClick}>
          <IconCircleCheck size={17} aria-hidden="true" />
        </ActionIcon>
      ) : (
        <Button
          variant="default"
          px="xs"
          aria-label={label}
          leftSection={<IconAlertTriangle size={15} aria-hidden="true" />}
          onClick={onClick}
        >
          {count}
        </Button>
      )}
    </Tooltip>
  );
}

function UndoRedo() {
  const t = useTranslations("journeys");
  const { undo, redo, undoLabel, redoLabel } = useHistory();
  return (
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
  );
}

const VIEW_ICONS = { canvas: IconSitemap, outline: IconListTree } as const;

/** Drawn, or as a list: two pictures, each with its word for whoever does not see or know them. */
function ViewChoice({ view, onView }: Pick<EditorBarProps, "view" | "onView">) {
  const t = useTranslations("journeys");
  return (
    <SegmentedControl
      size="xs"
      aria-label={t("view")}
      value={view}
      onChange={(next) => onView(next as View)}
      data={(["canvas", "outline"] as const).map((value) => {
        const Icon = VIEW_ICONS[value];
        return {
          value,
          label: (
            <Tooltip label={t(`views.${value}`)}>
              <span className={classes.viewIcon}>
                <Icon size={16} aria-hidden="true" />
                <VisuallyHidden>{t(`views.${value}`)}</VisuallyHidden>
              </span>
            </Tooltip>
          ),
        };
      })}
    />
  );
}

const NO_STEPS: readonly Step[] = [];

/** Finds a step by name, kind or what it does, and goes there. */
function StepSearch() {
  const t = useTranslations("journeys");
  const summaryOf = useStepSummary();
  // Only while somebody searches: otherwise every key typed anywhere would list all steps anew.
  const [searching, { open, close }] = useDisclosure(false);
  const steps = useCanvasState((state) => (searching ? state.document.steps : NO_STEPS));
  const { reveal } = useCommands();
  const data = steps.map((step) => ({
    value: step.id,
    label: [stepTitle(t, step), summaryOf(step)].filter(Boolean).join(" · ").slice(0, 120),
  }));
  return (
    <Select
      size="xs"
      w={130}
      data-page-search
      aria-label={t("searchSteps")}
      placeholder={t("searchSteps")}
      data={data}
      value={null}
      onFocus={open}
      onBlur={close}
      onChange={(id) => reveal(id)}
      searchable
      limit={50}
      nothingFoundMessage={t("noStepMatches")}
      comboboxProps={{ width: 320, position: "bottom-start" }}
      rightSection={null}
    />
  );
}

function SaveStatus({ autosave: { state } }: { autosave: Autosave }) {
  const t = useTranslations("journeys");
  const say = useProblemWords();
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
      {t(`save.${state.kind}`)} {bad ? say(state.problem).message : ""}
    </Text>
  );
}
