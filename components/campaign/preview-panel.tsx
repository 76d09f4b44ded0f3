"use client";

import { Alert, Badge, Group, JsonInput, List, Stack, Tabs, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import type { PreviewAnswer, PreviewDraftInput } from "#lib/campaign/preview-schema.ts";
import type { Draft } from "./definition-draft.ts";
import classes from "./preview-panel.module.css";
import { PREVIEW_PAUSE_MS } from "./preview-pause.ts";
import { campaignQueries } from "./queries.ts";

export type PreviewSubject = { externalUserId: string; attributes: string; eventProperties: string };

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
      <Subject subject={subject} onChange={onSubjectChange} />
      <div className={classes.result} data-stale={query.isPlaceholderData || undefined} aria-live="polite">
        {query.error ? (
          <ErrorState error={query.error} title={t("previewFailed")} onRetry={() => void query.refetch()} />
        ) : null}
        {query.data ? <Result answer={query.data} /> : null}
      </div>
    </section>
  );
}

function Subject({
  subject,
  onChange,
}: {
  subject: PreviewSubject;
  onChange: (subject: PreviewSubject) => void;
}) {
  const t = useTranslations("composer");
  return (
    <Stack gap="xs">
      <TextInput
        label={t("person")}
        description={t("personText")}
        placeholder="u1"
        value={subject.externalUserId}
        onChange={(event) => onChange({ ...subject, externalUserId: event.currentTarget.value })}
      />
      {subject.externalUserId === "" ? (
        <JsonInput
          label={t("attributes")}
          value={subject.attributes}
          onChange={(attributes) => onChange({ ...subject, attributes })}
          validationError={t("notJson")}
          autosize
          minRows={2}
          maxRows={8}
          ff="monospace"
        />
      ) : null}
      <JsonInput
        label={t("eventProperties")}
        value={subject.eventProperties}
        onChange={(eventProperties) => onChange({ ...subject, eventProperties })}
        validationError={t("notJson")}
        autosize
        minRows={2}
        maxRows={8}
        ff="monospace"
      />
    </Stack>
  );
}

function Result({ answer }: { answer: PreviewAnswer }) {
  const t = useTranslations("composer");
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
      {answer.request ? <Rendered answer={answer} /> : null}
      {answer.warnings.length > 0 ? (
        <Alert
          color="yellow"
          title={t("warnings", { count: answer.warnings.length })}
          styles={{ title: { color: "var(--sb-warn)" } }}
        >
          <List size="sm">
            {answer.warnings.map((warning) => (
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
