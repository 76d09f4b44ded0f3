"use client";

import { Alert, Badge, Group, List, Stack, Tabs, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import type { PreviewAnswer, PreviewDraftInput } from "#lib/campaign/preview-schema.ts";
import { triggersOf } from "#lib/trigger/schema.ts";
import type { Draft } from "./definition-draft.ts";
import classes from "./preview-panel.module.css";
import { PREVIEW_PAUSE_MS } from "./preview-pause.ts";
import { campaignQueries } from "./queries.ts";
import { type PreviewSubject, SubjectPicker } from "./subject-picker.tsx";

type PreviewPanelProps = {
  campaignId: string;
  draft: Draft;
  variationId: string | undefined;
  subject: PreviewSubject;
  onSubjectChange: (subject: PreviewSubject) => void;
};

/** The request as it would leave for one person, following every key. The last good one stays while the next is on its way. */
export function PreviewPanel({
  campaignId,
  draft,
  variationId,
  subject,
  onSubjectChange,
}: PreviewPanelProps) {
  const t = useTranslations("composer");
  const [input] = useDebouncedValue(previewInput(campaignId, draft, variationId, subject), PREVIEW_PAUSE_MS);
  const query = useQuery(campaignQueries.preview(input));
  const [lastGood, setLastGood] = useState<PreviewAnswer | null>(null);
  if (query.data?.request && query.data !== lastGood) setLastGood(query.data);
  return (
    <section className={classes.panel} aria-label={t("preview")} aria-busy={query.isFetching}>
      <Group justify="space-between">
        <Text fw={600}>{t("preview")}</Text>
        {query.data?.request ? (
          <Badge variant="light" color="gray">
            {t("bytes", { count: query.data.bytes.body })}
          </Badge>
        ) : null}
      </Group>
      <SubjectPicker subject={subject} onChange={onSubjectChange} eventName={eventOf(draft)} />
      <div className={classes.result} data-stale={query.isPlaceholderData || undefined} aria-live="polite">
        {query.error ? (
          <ErrorState error={query.error} title={t("previewFailed")} onRetry={() => void query.refetch()} />
        ) : null}
        {query.data ? <Result answer={query.data} /> : null}
        {query.data && !query.data.request && lastGood ? (
          <Stack gap="xs" mt="sm" opacity={0.6}>
            <Badge variant="light" color="yellow" c="var(--sb-warn)">
              {t("stale")}
            </Badge>
            <Rendered answer={lastGood} />
          </Stack>
        ) : null}
      </div>
    </section>
  );
}

const MISSING = "liquid.missing_value";

/** Values this person does not have: where the request shows a gap. */
function Missing({ answer }: { answer: PreviewAnswer }) {
  const t = useTranslations("composer");
  const missing = answer.warnings.filter(({ code }) => code === MISSING);
  if (missing.length === 0) return null;
  return (
    <Group gap={6}>
      <Text size="sm">{t("missing")}</Text>
      {missing.map(({ variable, field }) => (
        <Badge key={`${field} ${variable}`} variant="light" color="yellow" c="var(--sb-warn)" title={field}>
          {variable}
        </Badge>
      ))}
    </Group>
  );
}

function Result({ answer }: { answer: PreviewAnswer }) {
  const t = useTranslations("composer");
  const warnings = answer.warnings.filter(({ code }) => code !== MISSING);
  return (
    <Stack gap="sm">
      {answer.error ? (
        <Alert
          color="red"
          title={answer.error.message}
          role="alert"
          styles={{ title: { color: "var(--sb-bad)" } }}
        >
          {answer.error.hint}
          {answer.error.line
            ? ` (${t("position", { line: answer.error.line, column: answer.error.column ?? 1 })})`
            : ""}
        </Alert>
      ) : null}
      {answer.request ? <Missing answer={answer} /> : null}
      {answer.request ? <Rendered answer={answer} /> : null}
      {warnings.length > 0 ? (
        <Alert
          color="yellow"
          title={t("warnings", { count: warnings.length })}
          styles={{ title: { color: "var(--sb-warn)" } }}
        >
          <List size="sm">
            {warnings.map((warning) => (
              <List.Item key={`${warning.code} ${warning.field} ${warning.variable ?? ""}`}>
                {warning.message}
              </List.Item>
            ))}
          </List>
        </Alert>
      ) : null}
    </Stack>
  );
}

function Rendered({ answer }: { answer: PreviewAnswer }) {
  const t = useTranslations("composer");
  const { request } = answer;
  if (!request) return null;
  return (
    <Tabs defaultValue="request">
      <Tabs.List aria-label={t("previewAs")}>
        <Tabs.Tab value="request">{t("request")}</Tabs.Tab>
        <Tabs.Tab value="curl">cURL</Tabs.Tab>
        <Tabs.Tab value="data">{t("data")}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="request" pt="xs">
        <CodeBlock label={t("request")} code={asHttp(request)} wrap />
      </Tabs.Panel>
      <Tabs.Panel value="curl" pt="xs">
        <CodeBlock label="cURL" code={asCurl(request)} wrap />
      </Tabs.Panel>
      <Tabs.Panel value="data" pt="xs">
        <CodeBlock
          label={t("data")}
          code={JSON.stringify({ profile: answer.profile, event: answer.event }, null, 2)}
        />
      </Tabs.Panel>
    </Tabs>
  );
}

/** The event whose recorded occurrences can be shown. */
function eventOf(draft: Draft): string | null {
  if (draft.delivery.type !== "action") return null;
  const [first] = triggersOf(draft.delivery);
  return first?.type === "custom_event" && first.event !== "" ? first.event : null;
}

type ShownRequest = NonNullable<PreviewAnswer["request"]>;

/** The request as text, the body indented when it is JSON. */
export function asHttp(request: Pick<ShownRequest, "method" | "url" | "headers" | "body">): string {
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
  return [`${request.method} ${request.url}`, ...headers, "", pretty(request.body ?? "")]
    .join("\n")
    .trimEnd();
}

/** The request as a cURL command for a POSIX shell. */
export function asCurl(request: Pick<ShownRequest, "method" | "url" | "headers" | "body">): string {
  const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
  const headers = Object.entries(request.headers).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`);
  const body = request.body === null ? [] : [`--data-raw ${quote(request.body)}`];
  return [`curl -X ${request.method} ${quote(request.url)}`, ...headers, ...body].join(" \\\n  ");
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

/** Null while what is typed is not JSON: the last good preview stays. */
function previewInput(
  campaignId: string,
  draft: Draft,
  variationId: string | undefined,
  subject: PreviewSubject,
): PreviewDraftInput | null {
  try {
    const { type, ...definition } = draft;
    return {
      campaign_id: campaignId,
      definition: { ...definition, type } as PreviewDraftInput["definition"],
      variation_id: variationId,
      ...(subject.externalUserId === ""
        ? { user: parse(subject.attributes) }
        : { external_user_id: subject.externalUserId }),
      event_properties: parse(subject.eventProperties),
    };
  } catch {
    return null;
  }
}

function parse(text: string): Record<string, unknown> {
  return text.trim() === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}
