"use client";

import { queryOptions, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { z } from "zod";
import { api } from "#components/api-client.ts";
import type { TemplateVariable } from "#components/template/template-editor.tsx";
import type { CheckAnswer } from "#lib/campaign/sample-schema.ts";
import type { EventNameAnswer } from "#lib/event/view-schema.ts";
import { secretListSchema } from "#lib/secret/schema.ts";
import { type DeliveryBlock, triggersOf } from "#lib/trigger/schema.ts";

const STANDARD = [
  "user_id",
  "first_name",
  "last_name",
  "email_address",
  "phone_number",
  "country",
  "city",
  "language",
  "time_zone",
];

const EXAMPLE_LENGTH = 24;

/** Everything Liquid can read in this campaign, with type and an example, for completion. */
export function useVariables(
  events: readonly EventNameAnswer[],
  delivery: DeliveryBlock,
  known: CheckAnswer["variables"],
): TemplateVariable[] {
  const t = useTranslations("composer");
  const secrets = useQuery(secretQueries.list()).data;
  // Editors set themselves up anew for another list, which would close what they offer while typing.
  return useMemo(() => {
    const seen = known.map(({ path, type, example, missing_percent: missing }) => ({
      name: path,
      detail: [type, shortened(example), missing > 0 ? t("missingFor", { percent: missing }) : null]
        .filter(Boolean)
        .join(" · "),
    }));
    const names = new Set(seen.map(({ name }) => name));
    const others = [
      ...STANDARD.map((name) => ({ name: `\${${name}}`, detail: "text" })),
      ...propertiesOf(events, delivery).map(([name, { type, example }]) => ({
        name: `event_properties.\${${name}}`,
        detail: `${type} · ${shortened(example)}`,
      })),
      ...(secrets?.secrets ?? []).map(({ name }) => ({ name: `secrets.${name}`, detail: "secret" })),
    ];
    return [...seen, ...others.filter(({ name }) => !names.has(name))];
  }, [events, delivery, known, secrets, t]);
}

/** Of the events that start the campaign. */
function propertiesOf(events: readonly EventNameAnswer[], delivery: DeliveryBlock) {
  if (delivery.type !== "action") return [];
  const started = new Set(
    triggersOf(delivery).flatMap((trigger) => (trigger.type === "custom_event" ? [trigger.event] : [])),
  );
  return events
    .filter((event) => started.has(event.name))
    .flatMap((event) => Object.entries(event.properties));
}

function shortened(example: unknown): string {
  return JSON.stringify(example)?.slice(0, EXAMPLE_LENGTH) ?? "";
}

const NO_SECRETS: z.output<typeof secretListSchema> = { secrets: [] };

export const secretQueries = {
  /** Empty for people who may not see them. */
  list: () =>
    queryOptions({
      queryKey: ["secrets"],
      queryFn: () => api(secretListSchema, "/secrets").catch(() => NO_SECRETS),
      staleTime: 60_000,
    }),
};
