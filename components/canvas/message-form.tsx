"use client";

import { Select, Stack, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { memo, useMemo, useState } from "react";
import { EMPTY_WEBHOOK } from "#components/campaign/definition-draft.ts";
import { MessageSection } from "#components/campaign/message-section.tsx";
import { DurationInput } from "#components/ui/duration-input.tsx";
import { Locked, LockedFields } from "#components/ui/locked.tsx";
import type { CanvasProblem } from "#lib/canvas/schema.ts";
import { MAX_WINDOW_SECONDS, ON_FAILURE, type OnFailure, type StepOf } from "#lib/canvas/step-schema.ts";
import { SendingFields } from "./sending-fields.tsx";
import { StepPreview } from "./step-preview.tsx";
import { useScope } from "./use-scope.ts";
import { useStable } from "./use-stable.ts";

type MessageFormProps = {
  step: StepOf<"message">;
  onChange: (step: StepOf<"message">) => void;
  problems: readonly CanvasProblem[];
  canvasId: string;
};

/** Drawn anew only when the webhook changed: most of what is typed into a step is something else. */
const Webhook = memo(MessageSection);

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;

/** The webhook of a step: what leaves, what is kept of the answer, what a failure means. */
export function MessageForm({ step, onChange, problems, canvasId }: MessageFormProps) {
  const t = useTranslations("journeys");
  const [keep, setKeep] = useState(step.save_response_as ?? "");
  const webhook = step.webhook ?? EMPTY_WEBHOOK;
  const variables = useScope(step.id);
  const onWebhook = useStable((next: typeof webhook) => onChange({ ...step, webhook: next }));
  const shownProblems = useMemo(() => [...problems], [problems]);
  return (
    <Stack gap="md">
      <Webhook webhook={webhook} onChange={onWebhook} variables={variables} problems={shownProblems} />
      <LockedFields>
        <Stack gap="md">
          <TextInput
            label={t("saveResponse")}
            description={t("saveResponseText")}
            placeholder="member"
            value={keep}
            error={keep !== "" && !VARIABLE.test(keep) ? t("variableName") : undefined}
            onChange={(event) => {
              const name = event.currentTarget.value;
              setKeep(name);
              if (name === "" || VARIABLE.test(name)) onChange({ ...step, save_response_as: name || null });
            }}
          />
          <Select
            label={t("onFailure")}
            data={ON_FAILURE.map((value) => ({ value, label: t(`onFailures.${value}`) }))}
            value={step.on_failure}
            allowDeselect={false}
            onChange={(value) => value && onChange({ ...step, on_failure: value as OnFailure })}
          />
          {step.on_failure === "wait" ? (
            <DurationInput
              label={t("failureWait")}
              seconds={step.failure_wait_seconds}
              least={1}
              most={MAX_WINDOW_SECONDS}
              onChange={(failure_wait_seconds) => onChange({ ...step, failure_wait_seconds })}
            />
          ) : null}
          <SendingFields step={step} onChange={onChange} />
        </Stack>
      </LockedFields>
      <Locked locked={false}>
        <StepPreview step={step} canvasId={canvasId} />
      </Locked>
    </Stack>
  );
}
