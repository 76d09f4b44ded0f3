"use client";

import { ActionIcon, Button, Group, Menu, Radio, Stack } from "@mantine/core";
import { IconDots, IconPlayerPause, IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { AskForReview, blocksLaunch } from "#components/review/approval-bar.tsx";
import { useCan } from "#components/shell/session.tsx";
import { confirmAction } from "#components/ui/confirm.tsx";
import { notifyDone } from "#components/ui/notify.tsx";
import type { CanvasAnswer } from "#lib/canvas/schema.ts";
import type { ApprovalView } from "#lib/review/schema.ts";
import { actOnCanvas, canvasQueries } from "./queries.ts";
import type { useCanvasAutosave } from "./use-canvas-autosave.ts";

type LifecycleProps = {
  canvas: CanvasAnswer;
  autosave: ReturnType<typeof useCanvasAutosave>;
  approval: ApprovalView | undefined;
  onPublish: () => void;
};

/** Asking for a review, publishing, pausing and stopping: what is possible in the state the journey is in. */
export function Lifecycle({ canvas, autosave, approval, onPublish }: LifecycleProps) {
  const t = useTranslations("journeys");
  const mayLaunch = useCan("canvas.launch");
  const running = canvas.status === "active" || canvas.status === "scheduled";
  const unpublished = !running || canvas.has_unpublished_changes || autosave.state.kind !== "saved";
  const waits = blocksLaunch(approval);
  const askable = unpublished && approval?.review_id === null && approval.state !== "approved";
  return (
    <Group gap="xs" wrap="nowrap">
      {askable ? (
        <AskForReview
          subject={{ type: "canvas", id: canvas.canvas_id }}
          name={canvas.name}
          onBeforeRequest={autosave.save}
          size="sm"
          variant={waits ? "filled" : "default"}
        />
      ) : null}
      {mayLaunch ? <Running canvas={canvas} running={running} /> : null}
      {unpublished && mayLaunch ? (
        <Button
          disabled={waits}
          leftSection={<IconPlayerPlay size={15} aria-hidden="true" />}
          onClick={onPublish}
        >
          {t("publish")}
        </Button>
      ) : null}
    </Group>
  );
}

type Action = "stop" | "pause" | "resume";

function Running({ canvas, running }: { canvas: CanvasAnswer; running: boolean }) {
  const t = useTranslations("journeys");
  const queryClient = useQueryClient();
  async function act(action: Action, body?: object) {
    const answer = await actOnCanvas(canvas.canvas_id, action, body);
    queryClient.setQueryData(canvasQueries.one(canvas.canvas_id).queryKey, answer);
    await queryClient.invalidateQueries({ queryKey: canvasQueries.all });
    notifyDone(t(`done.${action}`, { name: canvas.name }));
  }
  const ask = (action: "pause" | "resume") => () =>
    confirmAction({
      title: t(`${action}Title`, { name: canvas.name }),
      body: t(`${action}Text`),
      confirmLabel: t(action),
      onConfirm: () => act(action),
    });
  function askToStop() {
    let people: StopRule = "hold";
    confirmAction({
      title: t("stopTitle", { name: canvas.name }),
      body: <StopChoice onChoose={(rule) => (people = rule)} />,
      confirmLabel: t("stop"),
      danger: true,
      onConfirm: () => act("stop", { people }),
    });
  }
  if (running) {
    return (
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={t("pauseOrStop")}>
            <IconDots size={17} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPlayerPause size={15} aria-hidden="true" />} onClick={ask("pause")}>
            {t("pause")}
          </Menu.Item>
          <Menu.Item
            color="red"
            leftSection={<IconPlayerStop size={15} aria-hidden="true" />}
            onClick={askToStop}
          >
            {t("stop")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    );
  }
  if (canvas.status !== "paused" && canvas.status !== "stopped") return null;
  return (
    <Button variant="default" onClick={ask("resume")}>
      {t("resume")}
    </Button>
  );
}

const STOP_RULES = ["hold", "finish", "exit"] as const;
type StopRule = (typeof STOP_RULES)[number];

/** What becomes of the people inside when nobody new comes in. */
function StopChoice({ onChoose }: { onChoose: (rule: StopRule) => void }) {
  const t = useTranslations("journeys");
  return (
    <Radio.Group label={t("stopText")} defaultValue="hold" onChange={(rule) => onChoose(rule as StopRule)}>
      <Stack gap="xs" mt="xs">
        {STOP_RULES.map((rule) => (
          <Radio
            key={rule}
            value={rule}
            label={t(`stopRules.${rule}.label`)}
            description={t(`stopRules.${rule}.text`)}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}
