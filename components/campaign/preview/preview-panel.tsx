"use client";

import { Alert, Badge, Group, List, Stack, Tabs, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useMemo, useState } from "react";
import type { Draft } from "#components/campaign/definition-draft.ts";
import { PREVIEW_PAUSE_MS } from "#components/campaign/preview-pause.ts";
import { campaignQueries } from "#components/campaign/queries.ts";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { useProblemWords } from "#components/ui/use-problem-words.ts";
import type { PreviewAnswer, PreviewDraftInput } from "#lib/campaign/preview-schema.ts";
import type { CheckAnswer } from "#lib/campaign/sample-schema.ts";
import type { CampaignAnswer } from "#lib/campaign/schema.ts";
import { triggersOf } from "#lib/trigger/schema.ts";
import { asCurl, asHttp } from "./http-text.ts";
import classes from "./preview-panel.module.css";
import { ReadableData } from "./readable-data.tsx";
import { RequestDiff } from "./request-diff.tsx";
import { SampleBar } from "./sample-bar.tsx";
import { SampleMeter } from "./sample-meter.tsx";
import { type PreviewSubject, subjectInput } from "./subject.ts";
import { SubjectPicker } from "./subject-picker.tsx";

type PreviewPanelProps = {
  campaign: CampaignAnswer;
  draft: Draft;
  variationId: string | undefined;
  subject: PreviewSubject;
  onSubjectChange: (subject: PreviewSubject) => void;
  /** What samples and people of the audience say about the message; undefined until it is known. */
  check: CheckAnswer | undefined;
};

/** The request as it would leave for one person, following every key. The last good one stays while the next is on its way. */
export function PreviewPanel(props: PreviewPanelProps) {
  const { campaign, draft, variationId, subject, onSubjectChange, check } = props;
  const t = useTranslations("composer");
  const id = campaign.campaign_id;
  // The same object while nothing changed: a new one at every rendering would start the pause anew.
  const wanted = useMemo(
    () => previewInput(id, draft, variationId, subject),
    [id, draft, variationId, subject],
  );
  const [input] = useDebouncedValue(wanted, PREVIEW_PAUSE_MS);
  const query = useQuery(campaignQueries.preview(input));
  const saved = useQuery(campaignQueries.samples(campaign.campaign_id));
  const [lastGood, setLastGood] = useState<PreviewAnswer | null>(null);
  if (query.data?.request && query.data !== lastGood) setLastGood(query.data);
  return (
    <section
      className={classes.panel}
      aria-label={t("preview")}
      aria-busy={query.isFetching}
      data-pane="preview"
      tabIndex={-1}
    >
      <Group justify="space-between">
        <Text fw={600}>{t("preview")}</Text>
        <Group gap={6}>{query.data?.request ? <Facts answer={query.data} /> : null}</Group>
      </Group>
      {check ? (
        <SampleMeter
          check={check}
          samples={saved.data?.samples ?? []}
          subject={subject}
          onShow={onSubjectChange}
        />
      ) : null}
      <SampleBar campaignId={campaign.campaign_id} subject={subject} onChange={onSubjectChange} />
      <SubjectPicker
        subject={subject}
        onChange={onSubjectChange}
        eventName={eventOf(draft)}
        starts={STARTS[draft.delivery.type]}
      />
      <div className={classes.result} data-stale={query.isPlaceholderData || undefined} aria-live="polite">
        {query.error ? (
          <ErrorState error={query.error} title={t("previewFailed")} onRetry={() => void query.refetch()} />
        ) : null}
        {query.data ? <Result answer={query.data} campaign={campaign} input={input} /> : null}
        {query.data && !query.data.request && lastGood ? (
          <Stack gap="xs" mt="sm" opacity={0.6}>
            <Badge variant="light" color="yellow" c="var(--sb-warn)">
              {t("stale")}
            </Badge>
            <Rendered answer={lastGood} campaign={campaign} input={input} />
          </Stack>
        ) : null}
      </div>
    </section>
  );
}

/** How large the body is, and what it is sent as. */
function Facts({ answer }: { answer: PreviewAnswer }) {
  const t = useTranslations("composer");
  const [, type] =
    Object.entries(answer.request?.headers ?? {}).find(([name]) => name.toLowerCase() === "content-type") ??
    [];
  return (
    <>
      {type ? (
        <Badge variant="light" color="gray" c="var(--sb-idle)" tt="none">
          {type.split(";")[0]}
        </Badge>
      ) : null}
      <Badge variant="light" color="gray" c="var(--sb-idle)">
        {t("bytes", { count: answer.bytes.body })}
      </Badge>
    </>
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

type ResultProps = { answer: PreviewAnswer; campaign: CampaignAnswer; input: PreviewDraftInput | null };

function Result({ answer, campaign, input }: ResultProps) {
  const t = useTranslations("composer");
  const say = useProblemWords();
  const warnings = answer.warnings.filter(({ code }) => code !== MISSING).map(say);
  const error = answer.error && say(answer.error);
  return (
    <Stack gap="sm">
      {error ? (
        <Alert color="red" title={error.message} role="alert" styles={{ title: { color: "var(--sb-bad)" } }}>
          {error.hint}
          {/* The very beginning is where nothing more is known. */}
          {error.line && (error.line > 1 || (error.column ?? 1) > 1)
            ? ` (${t("position", { line: error.line, column: error.column ?? 1 })})`
            : ""}
        </Alert>
      ) : null}
      {answer.request ? <Missing answer={answer} /> : null}
      {answer.request ? <Rendered answer={answer} campaign={campaign} input={input} /> : null}
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

const VIEWS = ["request", "curl", "data", "diff"] as const;

function Rendered({ answer, campaign, input }: ResultProps) {
  const t = useTranslations("composer");
  const labels = useTranslations("preview");
  const [view, setView] = useQueryState("view", parseAsStringLiteral(VIEWS).withDefault("request"));
  const { request } = answer;
  if (!request) return null;
  return (
    <Tabs value={view} onChange={(next) => void setView(next as (typeof VIEWS)[number])} keepMounted={false}>
      <Tabs.List aria-label={t("previewAs")}>
        <Tabs.Tab value="request">{t("request")}</Tabs.Tab>
        <Tabs.Tab value="curl">cURL</Tabs.Tab>
        <Tabs.Tab value="data">{t("data")}</Tabs.Tab>
        <Tabs.Tab value="diff">{labels("diff")}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="request" pt="xs">
        <CodeBlock label={t("request")} code={asHttp(request)} wrap />
      </Tabs.Panel>
      <Tabs.Panel value="curl" pt="xs">
        <CodeBlock label="cURL" code={asCurl(request)} wrap />
      </Tabs.Panel>
      <Tabs.Panel value="data" pt="xs">
        <ReadableData answer={answer} />
      </Tabs.Panel>
      <Tabs.Panel value="diff" pt="xs">
        <RequestDiff campaign={campaign} input={input} answer={answer} />
      </Tabs.Panel>
    </Tabs>
  );
}

const STARTS = { action: "event", api_trigger: "call", scheduled: "schedule" } as const;

/** The event whose recorded occurrences can be shown. */
function eventOf(draft: Draft): string | null {
  if (draft.delivery.type !== "action") return null;
  const [first] = triggersOf(draft.delivery);
  return first?.type === "custom_event" && first.event !== "" ? first.event : null;
}

/** Null while what is typed is not JSON: the last good preview stays. */
function previewInput(
  campaignId: string,
  draft: Draft,
  variationId: string | undefined,
  subject: PreviewSubject,
): PreviewDraftInput | null {
  try {
    return {
      campaign_id: campaignId,
      definition: draft as PreviewDraftInput["definition"],
      variation_id: variationId,
      ...subjectInput(subject),
    };
  } catch {
    return null;
  }
}
