"use client";

import { Anchor, Button, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { asHttp } from "#components/campaign/preview/http-text.ts";
import { deliveryQueries } from "#components/delivery/queries.ts";
import { useErrorWords } from "#components/delivery/reason.tsx";
import { useCan } from "#components/shell/session.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { confirmAction } from "#components/ui/confirm.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { StatusBadge, ToneBadge } from "#components/ui/status-badge.tsx";
import type { EntryRun, Visit } from "#lib/canvas/run-schema.ts";
import type { DeliveryDetail } from "#lib/delivery/schema.ts";
import { useCommands } from "./commands.tsx";
import { actOnPerson, canvasQueries, type PersonAction } from "./queries.ts";
import { outputsOf } from "./step-outputs.ts";
import { outputWords } from "./step-words.ts";
import { useJourneyReasons } from "./use-journey-reasons.ts";

type RunProps = { canvasId: string; entryId: string; onClose: () => void };

/** One person's way: when, why, what was sent and what came back. */
export function RunPanel({ canvasId, entryId, onClose }: RunProps) {
  const t = useTranslations("journeyResults");
  const query = useQuery({ ...canvasQueries.run(canvasId, entryId), refetchInterval: 5_000 });
  return (
    <Stack gap="md">
      <Button variant="subtle" size="compact-sm" onClick={onClose} style={{ alignSelf: "flex-start" }}>
        ← {t("people")}
      </Button>
      <QueryView query={query}>{(run) => <RunView canvasId={canvasId} run={run} />}</QueryView>
    </Stack>
  );
}

function RunView({ canvasId, run }: { canvasId: string; run: EntryRun }) {
  const t = useTranslations("journeyResults");
  const words = useTranslations("journeys");
  const reasonWords = useJourneyReasons();
  const wayWords = useWayWords(run);
  return (
    <Stack gap="md">
      <Title order={2} size="h3">
        {t("runOf", { name: run.external_user_id || "–" })}
      </Title>
      <Text size="sm">
        {words(`states.${run.state}`)} {run.reason ? `(${reasonWords(run.reason)})` : ""} ·{" "}
        {t("versionNumber", { number: run.version })}
        {run.variant ? ` · ${run.variant}` : ""}
      </Text>
      {run.state === "active" ? <Actions canvasId={canvasId} run={run} /> : null}
      <Stack component="ol" gap="sm" m={0} pl="lg">
        {run.steps.map((visit) => (
          <VisitItem key={`${visit.step} ${visit.arrived_at}`} visit={visit} wayWords={wayWords} />
        ))}
      </Stack>
      {Object.keys(run.context).length > 0 ? (
        <CodeBlock label={t("context")} code={JSON.stringify(run.context, null, 2)} wrap maxHeight={240} />
      ) : null}
      {run.event ? (
        <CodeBlock label={t("event")} code={JSON.stringify(run.event, null, 2)} wrap maxHeight={240} />
      ) : null}
    </Stack>
  );
}

const ACTIONS = ["retry", "skip", "exit"] as const satisfies readonly PersonAction[];

/** What can be done for one person; each is recorded with who did it. */
function Actions({ canvasId, run }: { canvasId: string; run: EntryRun }) {
  const t = useTranslations("journeyResults");
  const queryClient = useQueryClient();
  const mayAct = useCan("canvas.launch");
  if (!mayAct) return null;
  return (
    <Group gap="xs">
      {ACTIONS.map((action) => (
        <Button
          key={action}
          size="compact-sm"
          variant={action === "exit" ? "light" : "default"}
          {...(action === "exit" ? { color: "red" } : {})}
          onClick={() =>
            confirmAction({
              title: t(`actions.${action}.title`, { name: run.external_user_id || "–" }),
              body: t(`actions.${action}.text`),
              confirmLabel: t(`actions.${action}.label`),
              danger: action === "exit",
              onConfirm: async () => {
                await actOnPerson(canvasId, run.entry_id, action);
                await queryClient.invalidateQueries({ queryKey: canvasQueries.all });
              },
            })
          }
        >
          {t(`actions.${action}.label`)}
        </Button>
      ))}
    </Group>
  );
}

/** Reasons that say no more than the way out does. */
const SAID = new Set(["end", "skipped by hand", "tried again by hand"]);

const WAY_TONES: Record<string, "bad" | "warn"> = {
  failure: "bad",
  failure_exit: "bad",
  failed: "bad",
  exit: "warn",
};

/** The way out somebody took, as it is called on the canvas. */
function useWayWords({ canvas_id: id, version }: EntryRun): (visit: Visit) => string {
  const t = useTranslations("journeyResults");
  const words = useTranslations("journeys");
  const published = useQuery(canvasQueries.version(id, version));
  const steps = published.data?.definition.steps ?? [];
  return ({ step: stepId, path }) => {
    const step = steps.find((candidate) => candidate.id === stepId);
    const way = step && outputsOf(step).find((output) => output.key === path);
    const named = way ? outputWords(words, way) : "";
    if (named !== "" || path === null) return named;
    const [kind, index] = path.split(":");
    if (index !== undefined) return words("outputs.group", { number: Number(index) + 1 });
    return t.has(`ways.${kind as "next"}`) ? t(`ways.${kind as "next"}`) : path;
  };
}

function VisitItem({ visit, wayWords }: { visit: Visit; wayWords: (visit: Visit) => string }) {
  const t = useTranslations("journeyResults");
  const words = useTranslations("journeys.kinds");
  const reasonWords = useJourneyReasons();
  const format = useFormatter();
  const { reveal } = useCommands();
  const name = visit.step_name ?? (visit.step_type ? words(visit.step_type as "message") : visit.step);
  const time = (at: string) => format.dateTime(new Date(at), { dateStyle: "medium", timeStyle: "medium" });
  return (
    <li>
      <Group gap="xs" align="baseline">
        <Button variant="subtle" size="compact-sm" onClick={() => reveal(visit.step)}>
          {name}
        </Button>
        {visit.path ? (
          <ToneBadge tone={WAY_TONES[visit.path] ?? "idle"}>{wayWords(visit)}</ToneBadge>
        ) : (
          <ToneBadge tone="info">{t("here")}</ToneBadge>
        )}
      </Group>
      <Text size="xs" c="dimmed">
        {time(visit.arrived_at)}
        {visit.left_at ? ` → ${time(visit.left_at)}` : ""}
        {visit.cause && t.has(`causes.${visit.cause as "timer"}`)
          ? ` · ${t(`causes.${visit.cause as "timer"}`)}`
          : ""}
      </Text>
      {visit.reason && !SAID.has(visit.reason) ? <Text size="sm">{reasonWords(visit.reason)}</Text> : null}
      {visit.delivery ? <SentWebhook id={visit.delivery.delivery_id} status={visit.delivery.status} /> : null}
    </li>
  );
}

/** The request as it was sent and the latest answer, on demand. */
function SentWebhook({ id, status }: { id: string; status: string }) {
  const t = useTranslations("journeyResults");
  const [open, setOpen] = useState(false);
  const query = useQuery({ ...deliveryQueries.one(id), enabled: open });
  return (
    <Stack gap={6} mt={4}>
      <Group gap="xs">
        <StatusBadge status={status} />
        <Button
          size="compact-sm"
          variant="default"
          aria-expanded={open}
          onClick={() => setOpen((before) => !before)}
        >
          {t("requestAndResponse")}
        </Button>
        <Anchor size="sm" component={Link} href={`/deliveries/${id}`}>
          {t("openDelivery")}
        </Anchor>
      </Group>
      {open ? <QueryView query={query}>{(delivery) => <Exchange delivery={delivery} />}</QueryView> : null}
    </Stack>
  );
}

function Exchange({ delivery }: { delivery: DeliveryDetail }) {
  const t = useTranslations("journeyResults");
  const errorWords = useErrorWords();
  const last = delivery.attempts.at(-1);
  return (
    <Stack gap="xs">
      {delivery.request ? (
        <CodeBlock label={t("request")} code={asHttp(delivery.request)} wrap maxHeight={240} />
      ) : null}
      {last ? (
        <CodeBlock
          label={
            last.status_code === null
              ? errorWords(last.error_class)
              : t("response", { status: last.status_code })
          }
          code={last.response?.body || t("noBody")}
          wrap
          maxHeight={240}
        />
      ) : (
        <Text size="sm" c="dimmed">
          {t("notSentYet")}
        </Text>
      )}
    </Stack>
  );
}
