"use client";

import { Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { asHttp } from "#components/campaign/preview/http-text.ts";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { ToneBadge } from "#components/ui/status-badge.tsx";
import { useProblemWords } from "#components/ui/use-problem-words.ts";
import type { SimulatedRun, SimulatedTurn } from "#lib/canvas/simulate-schema.ts";
import classes from "./canvas.module.css";
import { useCommands } from "./commands.tsx";
import { canvasQueries } from "./queries.ts";
import { useJourneyReasons } from "./use-journey-reasons.ts";
import { useSimulation } from "./use-simulation.tsx";
import { useWhy } from "./use-why.ts";

/** One person's way: when, why, and the request at each message. */
export function SimulateRun({ run, alone }: { run: SimulatedRun; alone: boolean }) {
  const t = useTranslations("journeySimulate");
  const whyWords = useWhy();
  const requests = useRequests(run, alone);
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <Title order={3} size="h4">
          {run.external_user_id}
        </Title>
        <ToneBadge tone={run.state === "failed" ? "bad" : run.eligible ? "info" : "warn"}>
          {t(`states.${run.state}`)}
        </ToneBadge>
      </Group>
      {run.why.length > 0 && run.reason !== "end" ? <Text size="sm">{whyWords(run.why)}</Text> : null}
      {run.turns.length === 0 ? null : (
        <Stack component="ol" gap="sm" m={0} pl="lg">
          {run.turns.map((turn, index) => (
            <TurnItem
              // biome-ignore lint/suspicious/noArrayIndexKey: a person may pass the same step twice at one moment
              key={index}
              turn={turn}
              request={turn.request ?? requests[index]?.request ?? null}
            />
          ))}
        </Stack>
      )}
      {Object.keys(run.context).length > 0 ? (
        <CodeBlock label={t("context")} code={JSON.stringify(run.context, null, 2)} wrap maxHeight={220} />
      ) : null}
    </Stack>
  );
}

/** Answers about many people leave requests out; those of the one being looked at are asked for. */
function useRequests(run: SimulatedRun, alone: boolean): SimulatedTurn[] {
  const { canvasId, bodyFor } = useSimulation();
  const missing =
    !alone && run.turns.some((turn) => turn.step_type === "message" && turn.request === null && !turn.error);
  const body = missing ? bodyFor(run.external_user_id) : null;
  const { data } = useQuery({ ...canvasQueries.simulation(canvasId, body), enabled: body !== null });
  return data?.people[0]?.turns ?? [];
}

function TurnItem({ turn, request }: { turn: SimulatedTurn; request: SimulatedTurn["request"] }) {
  const t = useTranslations("journeySimulate");
  const words = useTranslations("journeys");
  const whyWords = useWhy();
  const errorWords = useSendError();
  const format = useFormatter();
  const { title, select } = useCommands();
  const { clock, setClock, query } = useSimulation();
  const start = Date.parse(query.data?.start_at ?? turn.at);
  const name = turn.step ? title(turn.step) : "–";
  return (
    <li>
      <Group gap="xs" wrap="nowrap" align="baseline">
        <button
          type="button"
          className={classes.turnName}
          onClick={() => {
            select(turn.step);
            if (clock !== null) setClock(Math.max(0, (Date.parse(turn.at) - start) / 1_000));
          }}
        >
          {name}
        </button>
        <Text size="xs" c="dimmed" component="span">
          {format.dateTime(new Date(turn.at), { dateStyle: "medium", timeStyle: "medium" })}
        </Text>
      </Group>
      {turn.path === null ? (
        <Text size="sm" c="var(--sb-info)">
          {t("hereNow")}
        </Text>
      ) : (
        <Text size="sm" c="dimmed">
          → {pathWords(words, turn.path)}
        </Text>
      )}
      {turn.why.length > 0 ? <Text size="sm">{whyWords(turn.why)}</Text> : null}
      {turn.error ? (
        <Text size="sm" c="var(--sb-warn)">
          {t("notSent", { reason: errorWords(turn) })}
        </Text>
      ) : null}
      {request ? <CodeBlock label={t("request")} code={asHttp(request)} wrap maxHeight={220} /> : null}
    </li>
  );
}

/** Why a message would not leave: a problem of it, or a reason of the journey. */
function useSendError(): (turn: SimulatedTurn) => string {
  const say = useProblemWords();
  const reasons = useJourneyReasons();
  return ({ error, error_words: words }) => {
    if (!words) return reasons(error ?? "");
    const { message, hint } = say({ message: error ?? "", words });
    return `${message} ${hint}`;
  };
}

const NAMED = ["next", "yes", "no", "else", "failure"];

/** A way out by its key, where the step may not be at hand. */
function pathWords(words: ReturnType<typeof useTranslations<"journeys">>, path: string): string {
  const [, index] = path.split(":");
  if (index !== undefined) return words("outputs.group", { number: Number(index) + 1 });
  return NAMED.includes(path) ? words(`outputs.${path as "next"}`) : words("leaves");
}
