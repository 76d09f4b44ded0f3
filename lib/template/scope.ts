import { ATTRIBUTE_ROOT } from "./attribute-syntax.ts";
import type { JsonRecord, RenderData, RenderProfile } from "./render-data.ts";

/** Reads one of the names a template may start a path with. */
export type RootReader = (data: RenderData) => unknown;

const ATTRIBUTE_ALIASES: Record<string, readonly string[]> = {
  email_address: ["email", "email_address"],
  email: ["email", "email_address"],
  phone_number: ["phone", "phone_number"],
  phone: ["phone", "phone_number"],
  date_of_birth: ["dob", "date_of_birth"],
  dob: ["dob", "date_of_birth"],
  city: ["city", "home_city"],
};

/** Reads one standard attribute, by its Braze or its own name. */
export function readAttribute(profile: RenderProfile | null, name: string): unknown {
  if (profile === null) return undefined;
  switch (name) {
    case "user_id":
    case "external_id":
      return profile.external_id;
    case "braze_id":
    case "id":
      return profile.id;
    case "random_bucket_number":
    case "random_bucket":
      return profile.random_bucket;
    case "time_zone":
      return profile.time_zone ?? own(profile.attributes, "time_zone");
    default:
      return readStored(profile.attributes, name);
  }
}

/** Reads `user.name`: a standard attribute, else a custom one. */
export function readUser(profile: RenderProfile | null, name: string): unknown {
  if (name === "custom_attributes" || name === "custom_attribute") return profile?.custom_attributes;
  return readAttribute(profile, name) ?? own(profile?.custom_attributes, name);
}

const ROOTS = new Map<string, RootReader>([
  [ATTRIBUTE_ROOT, ({ profile }) => wholeProfile(profile, false)],
  ["user", ({ profile }) => wholeProfile(profile, true)],
  ["custom_attribute", ({ profile }) => profile?.custom_attributes],
  ["custom_attributes", ({ profile }) => profile?.custom_attributes],
  ["event_properties", ({ event }) => event?.properties],
  ["api_trigger_properties", (data) => data.trigger_properties],
  ["trigger_properties", (data) => data.trigger_properties],
  ["canvas_entry_properties", ({ canvas }) => canvas?.entry_properties],
  ["context", (data) => data.context],
  ["event", readEvent],
  ["campaign", readCampaign],
  ["canvas", readCanvas],
  ["delivery", ({ delivery }) => delivery],
  ["secrets", ({ secrets }) => secrets],
  ["template", ({ template }) => template],
  ["trigger", ({ trigger }) => trigger],
  ["app", ({ app }) => app],
  ["subscribed_state", (data) => data.subscribed_state],
  ["request", ({ request }) => request],
]);

/** Every name a path may start with, apart from names the template makes itself. */
export const ROOT_NAMES: readonly string[] = [...ROOTS.keys(), "content_blocks"].filter(
  (name) => name !== ATTRIBUTE_ROOT,
);

/** Standard attributes that exist in every workspace. */
export const STANDARD_ATTRIBUTES: readonly string[] = [
  "user_id",
  "external_id",
  "braze_id",
  "first_name",
  "last_name",
  "email_address",
  "email",
  "phone_number",
  "phone",
  "country",
  "city",
  "language",
  "gender",
  "date_of_birth",
  "dob",
  "time_zone",
  "random_bucket_number",
  "random_bucket",
  "last_used_app_date",
  "home_city",
  "id",
];

/** The reader of a root name, or undefined for a name templates cannot see. */
export function rootReader(name: string): RootReader | undefined {
  return ROOTS.get(name);
}

function readStored(attributes: JsonRecord, name: string): unknown {
  const names = ATTRIBUTE_ALIASES[name];
  if (names === undefined || !Object.hasOwn(ATTRIBUTE_ALIASES, name)) return own(attributes, name);
  for (const candidate of names) {
    const value = own(attributes, candidate);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

function own(record: JsonRecord | null | undefined, name: string): unknown {
  return record !== null && record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}

function wholeProfile(profile: RenderProfile | null, withCustom: boolean): JsonRecord | undefined {
  if (profile === null) return undefined;
  const whole: Record<string, unknown> = withCustom ? { ...profile.custom_attributes } : {};
  Object.assign(whole, profile.attributes);
  for (const name of STANDARD_ATTRIBUTES) {
    const value = readAttribute(profile, name);
    if (value !== undefined && value !== null) whole[name] = value;
  }
  if (withCustom) whole.custom_attributes = profile.custom_attributes;
  return whole;
}

function readEvent({ event }: RenderData): JsonRecord | undefined {
  if (event === null || event === undefined) return undefined;
  const time = event.time instanceof Date ? event.time.toISOString() : event.time;
  return { id: event.id, name: event.name, time, properties: event.properties };
}

function readCampaign({ campaign }: RenderData): JsonRecord | undefined {
  if (campaign === null || campaign === undefined) return undefined;
  return {
    ...campaign,
    api_id: campaign.id,
    message_api_id: campaign.message_variation_id,
  };
}

function readCanvas({ canvas }: RenderData): JsonRecord | undefined {
  if (canvas === null || canvas === undefined) return undefined;
  return { ...canvas, api_id: canvas.id, variant_api_id: canvas.variant_id };
}
