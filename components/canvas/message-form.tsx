"use client";

import { Select, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { EMPTY_WEBHOOK, type Webhook } from "#components/campaign/definition-draft.ts";
import { MessageSection } from "#components/campaign/message-section.tsx";
import { asHttp } from "#components/campaign/preview-panel.tsx";
import { campaignQueries } from "#components/campaign/queries.ts";
import { eventQueries } from "#components/event/queries.ts";
import { CodeBlock } from "#components/ui/code-block.tsx";
import type { CanvasProblem } from "#lib/canvas/schema.ts";
import { ON_FAILURE, type OnFailure, type StepOf } from "#lib/canvas/step-schema.ts";
import { useCanvasState } from "./canvas-store.ts";
import { useCommands } from "./commands.tsx";
import { scopeAt } from "./scope.ts";

type MessageFormProps = {
  step: StepOf<"message">;
  onChange: (step: StepOf<"message">) => void;
  problems: readonly CanvasProblem[];
};

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;

/** The webhook of a step: what leaves, what is kept of the answer, what a failure means. */
export function MessageForm({ step, onChange, problems }: MessageFormProps) {
  const t = useTranslations("journeys");
  const { title } = useCommands();
  const document = useCanvasState((state) => state.document);
  const names = useQuery(eventQueries.names());
  const [keep, setKeep] = useState(step.save_response_as ?? "");
  const webhook = step.webhook ?? EMPTY_WEBHOOK;
  const variables = useMemo(() => {
    const propertiesOf = (event: string) =>
      Object.keys(names.data?.find((entry) => entry.name === event)?.properties ?? {});
    return scopeAt(document, step.id, propertiesOf).map(({ name, from }) => ({
      name,
      ...(from === null ? {} : { detail: title(from) }),
    }));
  }, [document, step.id, names.data, title]);
  return (
    <Stack gap="md">
      <MessageSection
        webhook={webhook}
        onChange={(next) => onChange({ ...step, webhook: next })}
        variables={variables}
        problems={[...problems]}
      />
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
      <StepPreview webhook={webhook} />
    </Stack>
  );
}

function StepPreview({ webhook }: { webhook: Webhook }) {
  const t = useTranslations("journeys");
  const [person, setPerson] = useState("");
  const [input] = useDebouncedValue(
    {
      definition: {
        name: "preview",
        type: "webhook" as const,
        variations: [{ name: "A", percentage: 100, webhook }],
      },
      ...(person === "" ? { user: { external_id: "u1", first_name: "Zoë" } } : { external_user_id: person }),
    },
    250,
  );
  const query = useQuery(campaignQueries.preview(input));
  const answer = query.data;
  return (
    <Stack gap="xs" component="section" aria-label={t("preview")}>
      <TextInput
        label={t("previewAs")}
        placeholder="u1"
        value={person}
        onChange={(event) => setPerson(event.currentTarget.value)}
      />
      {answer?.error ? (
        <Text size="sm" c="var(--sb-bad)">
          {answer.error.message} {answer.error.hint}
        </Text>
      ) : null}
      {answer?.request ? <CodeBlock label={t("preview")} code={asHttp(answer.request)} wrap /> : null}
      <Text size="xs" c="dimmed">
        {t("previewText")}
      </Text>
    </Stack>
  );
}
