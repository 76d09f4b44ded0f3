"use client";

import { useQuery } from "@tanstack/react-query";
import type { z } from "zod";
import { api } from "#components/api-client.ts";
import type { TemplateVariable } from "#components/template/template-editor.tsx";
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
): TemplateVariable[] {
  const secrets = useQuery({
    queryKey: ["secrets"],
    queryFn: () => api(secretListSchema, "/secrets").catch(() => NO_SECRETS),
    staleTime: 60_000,
  });
  const started = new Set(
    delivery.type === "action"
      ? triggersOf(delivery).flatMap((trigger) => (trigger.type === "custom_event" ? [trigger.event] : []))
      : [],
  );
  const properties = events
    .filter((event) => started.has(event.name))
    .flatMap((event) => Object.entries(event.properties));
  return [
    ...STANDARD.map((name) => ({ name: `\${${name}}`, detail: "text" })),
    ...properties.map(([name, { type, example }]) => ({
      name: `event_properties.\${${name}}`,
      detail: `${type} · ${JSON.stringify(example)?.slice(0, EXAMPLE_LENGTH) ?? ""}`,
    })),
    ...(secrets.data?.secrets ?? []).map(({ name }) => ({ name: `secrets.${name}`, detail: "secret" })),
  ];
}

const NO_SECRETS: z.output<typeof secretListSchema> = { secrets: [] };
