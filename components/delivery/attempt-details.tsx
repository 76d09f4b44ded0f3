"use client";

import { Stack, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";
import type { AttemptView } from "#lib/delivery/schema.ts";
import { AttemptPhases } from "./attempt-phases.tsx";
import { useErrorWords, useReasonWords } from "./reason.tsx";

type AttemptDetailsProps = {
  attempt: AttemptView;
  /** The schedule has no further attempt, whatever the answer would have allowed. */
  isLast?: boolean;
  /** A test goes once: what our rules would make of the answer is said, nothing follows. */
  isTest?: boolean;
};

/** One request: what came back, where the time went, and what our rules make of it. */
export function AttemptDetails({ attempt, isLast = false, isTest = false }: AttemptDetailsProps) {
  const t = useTranslations("deliveries");
  const errorWords = useErrorWords();
  const reasonWords = useReasonWords();
  return (
    <Stack gap={6}>
      <Text size="sm">
        {attempt.status_code === null
          ? errorWords(attempt.error_class)
          : t("answered", { status: attempt.status_code })}{" "}
        · {t("took", { ms: attempt.duration_ms })} · <DateTime value={attempt.started_at} />
      </Text>
      {attempt.timings ? <AttemptPhases timings={attempt.timings} /> : null}
      {attempt.error_message ? (
        <Text size="sm" c="dimmed">
          {attempt.error_message}
        </Text>
      ) : null}
      <Text size="sm">
        {t(`outcomes.${outcomeOf(attempt.outcome, isLast, isTest)}`)} · <RuleWords rule={attempt.rule} />
      </Text>
      {attempt.response ? (
        <CodeBlock
          label={t("response")}
          code={[
            ...Object.entries(attempt.response.headers).map(([name, value]) => `${name}: ${value}`),
            "",
            attempt.response.body ?? "",
          ].join("\n")}
          wrap
          maxHeight={220}
        />
      ) : null}
      {attempt.next_attempt_at ? (
        <Text size="sm" c="dimmed">
          {t("nextAt")} <DateTime value={attempt.next_attempt_at} />{" "}
          {attempt.next_reason ? `· ${reasonWords(attempt.next_reason)}` : null}
        </Text>
      ) : null}
    </Stack>
  );
}

const OUTCOME_WORDS = new Set(["done", "already", "wait", "backoff", "reject", "halt"]);

function outcomeOf(outcome: string, isLast: boolean, isTest: boolean) {
  if (outcome === "backoff" && isTest) return "wouldBackoff";
  if (outcome === "backoff" && isLast) return "exhausted";
  return (OUTCOME_WORDS.has(outcome) ? outcome : "other") as "done";
}

/** Which rule decided what the answer means. */
function RuleWords({ rule }: { rule: string | null }) {
  const t = useTranslations("deliveries");
  const [owner, number] = rule?.split(":") ?? [];
  if (owner !== "message" && owner !== "host") return t("rules.none");
  return t(`rules.${owner}`, { number: Number(number) });
}
