"use client";

import { JsonInput, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { asHttp } from "#components/campaign/preview/http-text.ts";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { useProblemWords } from "#components/ui/use-problem-words.ts";
import type { StepOf } from "#lib/canvas/step-schema.ts";
import { useCanvasState } from "./canvas-store.ts";
import { canvasQueries } from "./queries.ts";

/** The request of this step for a person, with variables as somebody inside would have them. */
export function StepPreview({ step, canvasId }: { step: StepOf<"message">; canvasId: string }) {
  const t = useTranslations("journeys");
  const say = useProblemWords();
  const name = useCanvasState((state) => state.document.name);
  const [person, setPerson] = useState("");
  const [variables, setVariables] = useState("{}");
  const context = parsedRecord(variables);
  const alone = { ...step, next: null, failure_next: null };
  const [body] = useDebouncedValue(
    {
      definition: { name: name || "preview", steps: [alone] },
      step_id: step.id,
      ...(person === "" ? { user: { external_id: "u1", first_name: "Zoë" } } : { external_user_id: person }),
      ...(context ? { context, event_properties: context } : {}),
    },
    250,
  );
  const query = useQuery({
    ...canvasQueries.preview(canvasId, body),
    placeholderData: keepPreviousData,
    enabled: Boolean(step.webhook),
  });
  const answer = query.data;
  return (
    <Stack gap="xs" component="section" aria-label={t("preview")}>
      <TextInput
        label={t("previewAs")}
        placeholder="u1"
        data-preview-person
        value={person}
        onChange={(event) => setPerson(event.currentTarget.value)}
      />
      <JsonInput
        label={t("previewVariables")}
        description={t("previewText")}
        value={variables}
        onChange={setVariables}
        error={context ? undefined : t("notJson")}
        autosize
        minRows={1}
        maxRows={8}
        ff="monospace"
      />
      {query.error ? (
        <Text size="sm" c="var(--sb-bad)" role="alert">
          {query.error.message}
        </Text>
      ) : null}
      {answer?.error ? (
        <Text size="sm" c="var(--sb-bad)">
          {say(answer.error).message} {say(answer.error).hint}
        </Text>
      ) : null}
      {answer?.request ? <CodeBlock label={t("preview")} code={asHttp(answer.request)} wrap /> : null}
      {answer?.warnings.map((warning) => (
        <Text key={`${warning.field} ${warning.message}`} size="xs" c="var(--sb-warn)">
          {say(warning).message}
        </Text>
      ))}
    </Stack>
  );
}

function parsedRecord(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text.trim() || "{}");
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
