"use client";

import { Group } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { ToneBadge } from "#components/ui/status-badge.tsx";
import type { Tone } from "#components/ui/status-tones.ts";
import type { Risk } from "#lib/review/schema.ts";

const TONES: Record<Risk["code"], Tone> = {
  first_time: "info",
  new_host: "warn",
  dynamic_host: "bad",
  new_secret: "warn",
  bigger_audience: "warn",
  changed_body: "info",
};

/** What deserves a closer look, in words. */
export function RiskMarks({ risks }: { risks: readonly Risk[] }) {
  const t = useTranslations("reviews.risks");
  return (
    <Group gap={4} component="ul" p={0} m={0} style={{ listStyle: "none" }}>
      {risks.map(({ code, values }) => (
        <li key={code}>
          <ToneBadge
            tone={TONES[code]}
            icon={TONES[code] === "info" ? null : <IconAlertTriangle size={13} aria-hidden="true" />}
            title={values.join(" → ")}
          >
            {t(code, { count: values.length, values: values.slice(0, 2).join(", ") })}
          </ToneBadge>
        </li>
      ))}
    </Group>
  );
}
