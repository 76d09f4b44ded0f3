"use client";

import { queryOptions, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
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
  const secrets = useQuery(secretQueries.list());
  const started = new Set(
    delivery.type === "action"
      ? triggersOf(delivery).flatMap((trigger) => (trigger.type === "custom_event" ? [trigger.event] : []))
      : [],
  );
  const properties = events
    .filter((event) => started.has(event.name))
    .flatMap((event) => Object.entries(event.properties));
  const seen = known.map(({ path, type, example, missing_percent: missing }) => ({
    name: path,
    detail: [type, shortened(example), missing > 0 ? t("missingFor", { percent: missing }) : null]
      .filter(Boolean)
      .join(" · "),
  }));
  const names = new Set(seen.map(({ name }) => name));
  const others = [
    ...STANDARD.map((name) => ({ name: `\${${name}}`, detail: "text" })),
    ...properties.map(([name, { type, example }]) => ({
      name: `event_properties.\${${name}}`,
      detail: `${type} · ${shortened(example)}`,
    })),
    ...(secrets.data?.secrets ?? []).map(({ name }) => ({ name: `secrets.${name}`, detail: "secret" })),
  ];
  return [...seen, ...others.filter(({ name }) => !names.has(name))];
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
