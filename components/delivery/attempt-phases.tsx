"use client";

import { Progress, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { AttemptView } from "#lib/delivery/schema.ts";

type Timings = NonNullable<AttemptView["timings"]>;

/** Where the time of an attempt went, from waiting for a connection to the end of the answer. */
export function AttemptPhases({ timings }: { timings: Timings }) {
  const t = useTranslations("deliveries");
  const parts = phasesOf(timings);
  const total = Math.max(1, timings.total_ms);
  const words = parts.map((part) => `${t(`phases.${part.name}`)} ${Math.round(part.ms)} ms`);
  if (timings.connection === null) words.unshift(t("phases.reused"));
  return (
    <div>
      <Progress.Root size="sm" maw={420} aria-hidden="true">
        {parts.map((part) => (
          <Progress.Section
            key={part.name}
            value={(part.ms / total) * 100}
            color={COLORS[part.name]}
            withAria={false}
          />
        ))}
      </Progress.Root>
      <Text size="xs" c="dimmed">
        {words.join(" · ")}
      </Text>
    </div>
  );
}

const COLORS = {
  wait: "gray.5",
  dns: "grape.5",
  connect: "signal.4",
  tls: "cyan.6",
  firstByte: "yellow.6",
  body: "teal.6",
} as const;

/** The phases that were measured; those of the connection only where the attempt opened one. */
function phasesOf({ wait_ms, first_byte_ms, total_ms, connection }: Timings) {
  const firstByte = first_byte_ms ?? total_ms;
  const wait = Math.min(wait_ms, firstByte);
  const { dns_ms = null, connect_ms = null, tls_ms = null } = connection ?? {};
  const opening = (dns_ms ?? 0) + (connect_ms ?? 0) + (tls_ms ?? 0);
  const phases = [
    { name: "wait" as const, ms: connection === null && wait < 1 ? null : Math.max(0, wait - opening) },
    { name: "dns" as const, ms: dns_ms },
    { name: "connect" as const, ms: connect_ms },
    { name: "tls" as const, ms: tls_ms },
    { name: "firstByte" as const, ms: Math.max(0, firstByte - wait) },
    { name: "body" as const, ms: Math.max(0, total_ms - firstByte) },
  ];
  return phases.flatMap(({ name, ms }) => (ms === null ? [] : [{ name, ms }]));
}
