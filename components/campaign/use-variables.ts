"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { secretQueries } from "#components/secret/queries.ts";
import { useCan } from "#components/shell/session.tsx";
import { STANDARD_VARIABLES } from "#components/template/standard-variables.ts";
import type { TemplateVariable } from "#components/template/template-editor.tsx";
import type { CheckAnswer } from "#lib/campaign/sample-schema.ts";
import type { EventNameAnswer } from "#lib/event/view-schema.ts";
import { type DeliveryBlock, triggersOf } from "#lib/trigger/schema.ts";

const EXAMPLE_LENGTH = 24;

/** Everything Liquid can read in this campaign, with type and an example, for completion. */
export function useVariables(
  events: readonly EventNameAnswer[],
  delivery: DeliveryBlock,
  known: CheckAnswer["variables"],
): TemplateVariable[] {
  const t = useTranslations("composer");
  const mayRead = useCan("secrets.read");
  const secrets = useQuery({ ...secretQueries.list(), enabled: mayRead }).data;
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
      ...STANDARD_VARIABLES.map((name) => ({ name: `\${${name}}`, detail: "text" })),
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
