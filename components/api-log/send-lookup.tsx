"use client";

import { Alert, Anchor, Button, Code, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { useErrorDetails } from "#components/ui/use-error-details.ts";
import { useProblemWords } from "#components/ui/use-problem-words.ts";
import type { SendView } from "#lib/campaign/sends-schema.ts";
import { apiLogQueries, type SendKey } from "./queries.ts";

const KEYS = ["idempotency_key", "send_id", "dispatch_id"] as const;

/** What one call made, found by an id that its caller has. */
export function SendLookup() {
  const t = useTranslations("apiLog");
  const read = useErrorDetails();
  const [key, setKey] = useState<SendKey>("idempotency_key");
  const [text, setText] = useState("");
  const [asked, setAsked] = useState<{ key: SendKey; value: string }>({ key, value: "" });
  const query = useQuery(apiLogQueries.sends(asked.key, asked.value));
  function lookUp(event: FormEvent): void {
    event.preventDefault();
    setAsked({ key, value: text.trim() });
  }
  return (
    <SectionCard title={t("lookup")} description={t("lookupText")}>
      <Stack gap="sm">
        <Group component="form" gap="xs" align="flex-end" onSubmit={lookUp}>
          <Select
            label={t("lookupBy")}
            data={KEYS.map((value) => ({ value, label: t(`keys.${value}`) }))}
            value={key}
            onChange={(next) => setKey(KEYS.find((one) => one === next) ?? key)}
            allowDeselect={false}
            w={190}
          />
          <TextInput
            label={t("lookupValue")}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            style={{ flex: "1 1 220px" }}
          />
          <Button type="submit" variant="default" loading={query.isFetching} disabled={text.trim() === ""}>
            {t("lookupGo")}
          </Button>
        </Group>
        <div aria-live="polite">
          {query.error ? (
            <Alert color="red" variant="light">
              {read(query.error).message}
            </Alert>
          ) : null}
          {query.data?.sends.length === 0 ? <Text size="sm">{t("lookupNone")}</Text> : null}
          <Stack gap="md">
            {query.data?.sends.map((send) => (
              <Send key={send.dispatch_id} send={send} />
            ))}
          </Stack>
        </div>
      </Stack>
    </SectionCard>
  );
}

function Send({ send }: { send: SendView }) {
  const t = useTranslations("apiLog");
  const say = useProblemWords();
  const counts = Object.entries(send.counts);
  return (
    <Stack gap={6}>
      <Group gap="xs">
        <Code>{send.dispatch_id}</Code>
        <RelativeTime value={send.created_at} />
        <Anchor component={Link} size="sm" href={`/deliveries?dispatch_id=${send.dispatch_id}`}>
          {t("deliveries")}
        </Anchor>
      </Group>
      {send.refused ? (
        <Text size="sm" c="var(--sb-bad)">
          {t("wasRefused", { reason: say(send.refused).message })}
        </Text>
      ) : null}
      {counts.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("noDeliveries")}
        </Text>
      ) : (
        <Group gap="xs">
          {counts.map(([status, count]) => (
            <Group key={status} gap={4}>
              <StatusBadge status={status} />
              <Text size="sm">{count}</Text>
            </Group>
          ))}
        </Group>
      )}
    </Stack>
  );
}
