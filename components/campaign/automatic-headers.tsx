"use client";

import { Autocomplete, Code, Group, Stack, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { idempotencyHeaderOf, withIdempotencyHeader } from "./auth-headers.ts";
import type { Webhook } from "./definition-draft.ts";

/** Names receivers give the key that tells a repeat from a second message. */
const KEY_NAMES = ["X-Idempotency-Key", "X-Line-Retry-Key", "X-Request-Id", "Request-Id"];

const CONTENT_TYPES: Record<Webhook["body"]["type"], string | null> = {
  json: "application/json",
  form: "application/x-www-form-urlencoded",
  text: "text/plain",
  none: null,
};

type AutomaticHeadersProps = { webhook: Webhook; onChange: (webhook: Webhook) => void };

/** What every request carries besides the headers of the author, and the receiver's own name for the key. */
export function AutomaticHeaders({ webhook, onChange }: AutomaticHeadersProps) {
  const t = useTranslations("composer.automatic");
  const names = Object.keys(webhook.headers).map((name) => name.toLowerCase());
  const type = webhook.method === "GET" ? null : CONTENT_TYPES[webhook.body.type];
  const rows = [
    ...(type ? [["Content-Type", type]] : []),
    ["Idempotency-Key", t("key")],
    ["webhook-id", t("key")],
    ["webhook-timestamp", t("time")],
    ["webhook-signature", t("signature")],
    ["User-Agent", "Signalbox"],
  ].filter(([name]) => !names.includes((name ?? "").toLowerCase()));
  return (
    <Stack gap="xs">
      <Autocomplete
        label={t("name")}
        description={t("nameText")}
        placeholder="X-Line-Retry-Key"
        data={KEY_NAMES}
        value={idempotencyHeaderOf(webhook.headers)}
        onChange={(name) => onChange({ ...webhook, headers: withIdempotencyHeader(webhook.headers, name) })}
        spellCheck={false}
        maw={420}
      />
      <details>
        <Text component="summary" size="sm" c="dimmed" style={{ cursor: "pointer" }}>
          {t("title", { count: rows.length })}
        </Text>
        <Group component="ul" gap={6} m={0} mt={6} p={0} style={{ listStyle: "none" }}>
          {rows.map(([name, value]) => (
            <li key={name}>
              <Code c="dimmed">
                {name}: {value}
              </Code>
            </li>
          ))}
        </Group>
      </details>
    </Stack>
  );
}
