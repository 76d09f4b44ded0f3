"use client";

import { Button, Text, Timeline } from "@mantine/core";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { DateTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { HostDetail } from "#lib/host/schema.ts";
import { type SettingsChange, settingsChangeSchema } from "#lib/host/settings-change.ts";
import { useHostReason } from "./use-host-reason.ts";

const SHOWN = 8;
const BAD = new Set(["opened", "halted", "url_paused", "slowed_down"]);
const GOOD = new Set(["closed", "resumed", "url_resumed"]);

/** What happened to the host, the newest first. */
export function HostHistory({ host }: { host: HostDetail }) {
  const t = useTranslations("hosts");
  const [all, setAll] = useState(false);
  const events = all ? host.events : host.events.slice(0, SHOWN);
  return (
    <SectionCard title={t("history")}>
      {events.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("noHistory")}
        </Text>
      ) : (
        <Timeline bulletSize={12} lineWidth={2}>
          {events.map((event) => (
            <Timeline.Item
              key={`${event.at} ${event.kind}`}
              color={colorOf(event.kind)}
              title={
                <Text size="sm" component="span">
                  {t.has(`kinds.${event.kind}`) ? t(`kinds.${event.kind}`) : event.kind}
                </Text>
              }
            >
              <Text size="xs" c="dimmed">
                <DateTime value={event.at} />
              </Text>
              <EventDetail kind={event.kind} detail={event.detail} />
            </Timeline.Item>
          ))}
        </Timeline>
      )}
      {host.events.length > SHOWN ? (
        <Button variant="subtle" size="xs" mt="sm" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t("historyLess") : t("historyMore", { count: host.events.length })}
        </Button>
      ) : null}
    </SectionCard>
  );
}

const CLOCK = { hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;

function EventDetail({ kind, detail }: { kind: string; detail: unknown }) {
  const change = kind === "settings_changed" ? settingsChangeSchema.safeParse(detail) : null;
  if (change) return change.success ? <SettingsDetail change={change.data} /> : null;
  return <Circumstances detail={detail} />;
}

/** Who set what, by the names that the API gives the settings. */
function SettingsDetail({ change: { by, changes } }: { change: SettingsChange }) {
  const t = useTranslations("hosts");
  return (
    <>
      {by === null ? null : (
        <Text size="xs" c="dimmed">
          {t("changedBy", { name: by })}
        </Text>
      )}
      {changes.map(({ path, before, after }) => (
        <Text key={path} size="xs" c="dimmed" ff="monospace" style={{ overflowWrap: "anywhere" }}>
          {before === null || after === null ? path : `${path}: ${before} → ${after}`}
        </Text>
      ))}
    </>
  );
}

function Circumstances({ detail }: { detail: unknown }) {
  const t = useTranslations("hosts");
  const format = useFormatter();
  const inWords = useHostReason();
  const facts = detailOf(detail);
  const words = [
    facts.reason === undefined ? undefined : inWords(facts.reason),
    facts.url,
    facts.per_second === undefined ? undefined : t("perSecondSet", { rate: facts.per_second }),
    facts.reopen_at === undefined
      ? undefined
      : t("probeAt", {
          at: format.dateTime(new Date(facts.reopen_at), { ...CLOCK, timeZoneName: "short" }),
        }),
  ].filter((word) => word !== undefined);
  return words.length === 0 ? null : (
    <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
      {words.join(" · ")}
    </Text>
  );
}

/** The fields of a detail that say something to people. */
function detailOf(detail: unknown): {
  reason?: string;
  url?: string;
  per_second?: number;
  reopen_at?: string;
} {
  const { reason, url, per_second, reopen_at } = (detail ?? {}) as Record<string, unknown>;
  return {
    ...(typeof reason === "string" && reason !== "gone" ? { reason } : {}),
    ...(typeof url === "string" ? { url } : {}),
    ...(typeof per_second === "number" ? { per_second: Math.round(per_second * 100) / 100 } : {}),
    ...(typeof reopen_at === "string" ? { reopen_at } : {}),
  };
}

function colorOf(kind: string): string {
  if (BAD.has(kind)) return "red";
  return GOOD.has(kind) ? "teal" : "gray";
}
