"use client";

import { Group, Stack, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { AttemptDetails } from "#components/delivery/attempt-details.tsx";
import { withAllHeaders } from "#components/delivery/sent-request.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { ToneBadge } from "#components/ui/status-badge.tsx";
import { asHttp } from "./preview/http-text.ts";
import type { TestSendAnswer } from "./queries.ts";

/** What came of a test: whether it would count as delivered, the answer, and the request that left. */
export function TestAnswer({ title, answer }: { title: string; answer: TestSendAnswer }) {
  const t = useTranslations("composer");
  const { attempt, request } = answer;
  const worked = attempt.outcome === "done" || attempt.outcome === "already";
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <Text fw={600}>{title}</Text>
        <ToneBadge tone={worked ? "ok" : "bad"}>{t(worked ? "testWorked" : "testDidNotWork")}</ToneBadge>
      </Group>
      <AttemptDetails attempt={attempt} isTest />
      {request ? (
        <CodeBlock
          label={t("request")}
          code={asHttp(withAllHeaders(request, [attempt]))}
          wrap
          maxHeight={260}
        />
      ) : null}
    </Stack>
  );
}
