"use client";

import { Alert, Badge, Group, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { PersonSelect } from "#components/profile/person-select.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { useProblemWords } from "#components/ui/use-problem-words.ts";
import type { BlockPreview } from "#lib/template/block-usage-schema.ts";
import { blockQueries } from "./queries.ts";

const PAUSE_MS = 300;

/** What the text becomes for one person, and what it reads. */
export function BlockPreviewCard({ content }: { content: string }) {
  const t = useTranslations("blocks");
  const [person, setPerson] = useState("");
  const [settled] = useDebouncedValue(content, PAUSE_MS);
  const query = useQuery(
    blockQueries.preview({ content: settled, ...(person === "" ? {} : { external_user_id: person }) }),
  );
  return (
    <SectionCard title={t("preview")} description={t("previewText")}>
      <Stack gap="sm">
        <PersonSelect label={t("person")} placeholder={t("anybody")} value={person} onChange={setPerson} />
        <div aria-live="polite">
          <QueryView query={query}>{(answer) => <Shown answer={answer} />}</QueryView>
        </div>
      </Stack>
    </SectionCard>
  );
}

function Shown({ answer }: { answer: BlockPreview }) {
  const t = useTranslations("blocks");
  const say = useProblemWords();
  const error = answer.error && say(answer.error);
  return (
    <Stack gap="sm">
      {error ? (
        <Alert color="red" title={error.message} styles={{ title: { color: "var(--sb-bad)" } }}>
          {error.hint}
        </Alert>
      ) : (
        <CodeBlock label={t("preview")} code={answer.text ?? ""} wrap />
      )}
      <div>
        <Text size="sm" fw={550}>
          {t("parameters")}
        </Text>
        {answer.parameters.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t("noParameters")}
          </Text>
        ) : (
          <Group gap={6} mt={4}>
            {answer.parameters.map((path) => (
              <Badge
                key={path}
                variant="light"
                tt="none"
                color={answer.missing.includes(path) ? "yellow" : "gray"}
                c={answer.missing.includes(path) ? "var(--sb-warn)" : "var(--sb-idle)"}
              >
                {answer.missing.includes(path) ? t("missing", { path }) : path}
              </Badge>
            ))}
          </Group>
        )}
      </div>
    </Stack>
  );
}
