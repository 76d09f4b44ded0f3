/** What the permissions mean in words, by area: for the table of roles. */
import { ROLE_SCOPES, type Role, type Scope } from "#lib/workspace/permissions.ts";

/** Area → verb → the permission that stands for it. */
export const ABILITIES = {
  messages: {
    see: "campaigns.read",
    write: "campaigns.write",
    launch: "campaigns.launch",
    callApi: "campaigns.trigger.send",
  },
  audience: { see: "segments.read", write: "segments.write" },
  content: { see: "content_blocks.read", write: "content_blocks.write" },
  people: {
    seeMasked: "users.read",
    seeValues: "users.personal",
    write: "users.write",
    erase: "users.delete",
  },
  reviews: {
    see: "reviews.read",
    comment: "reviews.comment",
    ask: "reviews.request",
    decide: "reviews.decide",
  },
  deliveries: { see: "deliveries.read", replay: "deliveries.replay", cancel: "deliveries.cancel" },
  hosts: { see: "hosts.read", write: "hosts.write" },
  secrets: { seeNames: "secrets.read", write: "secrets.write" },
  keys: { see: "api_keys.read", write: "api_keys.write" },
  audit: { see: "audit_log.read" },
  workspace: { see: "workspace.read", write: "workspace.write", invite: "members.write" },
} as const satisfies Record<string, Record<string, Scope>>;

export type Area = keyof typeof ABILITIES;
export const AREAS = Object.keys(ABILITIES) as Area[];

const VERBS = [
  "see",
  "seeMasked",
  "seeValues",
  "seeNames",
  "write",
  "launch",
  "callApi",
  "comment",
  "ask",
  "decide",
  "replay",
  "cancel",
  "erase",
  "invite",
] as const;
export type Verb = (typeof VERBS)[number];

/** What somebody of the role may do in an area. Who sees people's values is not told that they see them masked. */
export function verbsOf(role: Role, area: Area): Verb[] {
  const scopes: Partial<Record<Verb, Scope>> = ABILITIES[area];
  const held = VERBS.filter((verb) => {
    const scope = scopes[verb];
    return scope !== undefined && ROLE_SCOPES[role].includes(scope);
  });
  return held.includes("seeValues") ? held.filter((verb) => verb !== "seeMasked") : held;
}
