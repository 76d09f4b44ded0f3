/** An inbound endpoint as a form holds it, and back. */
import type { CreateInbound, InboundMapping, InboundScheme, InboundView } from "#lib/inbound/schema.ts";

export interface InboundValues {
  name: string;
  scheme: InboundScheme;
  secret: string;
  event: string;
  external_id: string;
  event_id: string;
  time: string;
  /** One expression, or an object of them as JSON. */
  properties: string;
  items: string;
  unknown_person: InboundMapping["unknown_person"];
}

export const EMPTY_INBOUND: InboundValues = {
  name: "",
  scheme: "standard_webhooks",
  secret: "",
  event: "$.type",
  external_id: "$.data.customer_id",
  event_id: "$.id",
  time: "",
  properties: "$.data",
  items: "",
  unknown_person: "create",
};

/** The secret stays where it is: a form never shows it. */
export function valuesOfInbound({ name, scheme, mapping }: InboundView): InboundValues {
  const { properties = "" } = mapping;
  return {
    name,
    scheme,
    secret: "",
    event: mapping.event,
    external_id: mapping.external_id,
    event_id: mapping.event_id ?? "",
    time: mapping.time ?? "",
    properties: typeof properties === "string" ? properties : JSON.stringify(properties),
    items: mapping.items ?? "",
    unknown_person: mapping.unknown_person,
  };
}

/** What is sent; fields left empty are left out. */
export function inboundOf(values: InboundValues): CreateInbound {
  const { name, scheme, secret, event, external_id, properties, unknown_person, ...optional } = values;
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value.trim() !== ""));
  return {
    name,
    scheme,
    ...(scheme === "none" || secret === "" ? {} : { secret }),
    mapping: {
      event,
      external_id,
      ...given,
      ...(properties.trim() === "" ? {} : { properties: propertiesOf(properties) }),
      unknown_person,
    },
  };
}

/** Text that is no JSON object stands for itself; the server says when it is no expression either. */
function propertiesOf(text: string): string | Record<string, string> {
  if (!text.trim().startsWith("{") || text.trim().startsWith("{{")) return text;
  try {
    return JSON.parse(text) as Record<string, string>;
  } catch {
    return text;
  }
}
