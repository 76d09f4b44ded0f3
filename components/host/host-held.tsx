"use client";

import { Alert } from "@mantine/core";
import { useTranslations } from "next-intl";
import { Countdown } from "#components/ui/countdown.tsx";
import type { HostDetail } from "#lib/host/schema.ts";
import { useHostReason } from "./use-host-reason.ts";

/** Why nothing leaves for the host right now, and when it goes on. Nothing is shown when nothing is held. */
export function HostHeld({ host }: { host: HostDetail }) {
  const t = useTranslations("hosts");
  const inWords = useHostReason();
  const kind = heldKind(host);
  if (!kind) return null;
  return (
    <Alert color="yellow" mb="lg" title={t("heldTitle")} styles={{ title: { color: "var(--sb-warn)" } }}>
      {t(`held.${kind}`)}
      {host.reason ? ` ${t("because", { reason: inWords(host.reason) })}` : null}
      {host.blocked_until ? (
        <>
          {" "}
          {t("resumes")} <Countdown until={host.blocked_until} />.
        </>
      ) : null}
    </Alert>
  );
}

function heldKind({ state, blocked_until: until, maintenance }: HostDetail) {
  if (state === "paused") {
    return maintenance.some((window) => window.state === "active") ? "maintenance" : "paused";
  }
  if (state === "open" || state === "half_open") return state;
  return until ? "asked" : null;
}
