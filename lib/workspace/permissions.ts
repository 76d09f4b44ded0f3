/** Who may do what, as data. The same names are the scopes of API keys. */

const SCOPE_GROUPS = {
  campaigns: ["campaigns.read", "campaigns.write", "campaigns.launch"],
  campaigns_api: [
    "campaigns.trigger.send",
    "campaigns.trigger.schedule.create",
    "campaigns.trigger.schedule.update",
    "campaigns.trigger.schedule.delete",
    "campaigns.list",
    "campaigns.details",
    "campaigns.data_series",
    "campaigns.duplicate",
  ],
  canvas: ["canvas.read", "canvas.write", "canvas.launch"],
  canvas_api: [
    "canvas.trigger.send",
    "canvas.trigger.schedule.create",
    "canvas.trigger.schedule.update",
    "canvas.trigger.schedule.delete",
    "canvas.list",
    "canvas.details",
    "canvas.data_series",
    "canvas.duplicate",
  ],
  messages: [
    "messages.send",
    "messages.schedule.create",
    "messages.schedule.update",
    "messages.schedule.delete",
    "messages.schedule_broadcasts",
    "sends.id.create",
    "sends.data_series",
  ],
  users: [
    "users.read",
    /** See values of people; without it they are masked. */
    "users.personal",
    "users.write",
    "users.track",
    "users.delete",
    "users.export.ids",
    "users.alias.new",
    "users.identify",
  ],
  events: ["events.read", "events.write", "inbound.read", "inbound.write"],
  segments: ["segments.read", "segments.write", "segments.list", "segments.details"],
  content: [
    "templates.read",
    "templates.write",
    "templates.webhook.create",
    "templates.webhook.update",
    "templates.webhook.info",
    "templates.webhook.list",
    "content_blocks.read",
    "content_blocks.write",
    "content_blocks.create",
    "content_blocks.update",
    "content_blocks.info",
    "content_blocks.list",
  ],
  deliveries: ["deliveries.read", "deliveries.replay", "deliveries.cancel"],
  hosts: ["hosts.read", "hosts.write"],
  reviews: ["reviews.read", "reviews.comment", "reviews.request", "reviews.decide"],
  receivers: ["receivers.read", "receivers.write"],
  reports: ["reports.read"],
  administration: [
    "workspace.read",
    "workspace.write",
    "members.read",
    "members.write",
    "api_keys.read",
    "api_keys.write",
    "secrets.read",
    "secrets.write",
    "audit_log.read",
    "metrics.read",
    "import.write",
  ],
} as const;

export type ScopeGroup = keyof typeof SCOPE_GROUPS;
export type Scope = (typeof SCOPE_GROUPS)[ScopeGroup][number];

/** Scopes by theme, in the order screens list them. */
export const SCOPES_BY_GROUP: Readonly<Record<ScopeGroup, readonly Scope[]>> = SCOPE_GROUPS;
export const SCOPES: readonly Scope[] = Object.values(SCOPE_GROUPS).flat();

export const ROLES = ["owner", "admin", "marketer", "reviewer", "engineer", "viewer"] as const;
export type Role = (typeof ROLES)[number];

export function isRole(value: unknown): value is Role {
  return ROLES.some((role) => role === value);
}

export function isScope(value: unknown): value is Scope {
  return SCOPES.some((scope) => scope === value);
}

/** What everybody in the workspace may see. */
const READ: readonly Scope[] = [
  "campaigns.read",
  "campaigns.list",
  "campaigns.details",
  "campaigns.data_series",
  "canvas.read",
  "canvas.list",
  "canvas.details",
  "canvas.data_series",
  "messages.schedule_broadcasts",
  "sends.data_series",
  "users.read",
  "events.read",
  "segments.read",
  "segments.list",
  "segments.details",
  "templates.read",
  "templates.webhook.info",
  "templates.webhook.list",
  "content_blocks.read",
  "content_blocks.info",
  "content_blocks.list",
  "deliveries.read",
  "hosts.read",
  "reviews.read",
  "receivers.read",
  "reports.read",
  "workspace.read",
  "members.read",
];

const MARKETER: readonly Scope[] = [
  ...READ,
  "campaigns.write",
  "campaigns.launch",
  "campaigns.duplicate",
  "canvas.write",
  "canvas.launch",
  "canvas.duplicate",
  "segments.write",
  "templates.write",
  "templates.webhook.create",
  "templates.webhook.update",
  "content_blocks.write",
  "content_blocks.create",
  "content_blocks.update",
  "users.personal",
  "users.write",
  "users.export.ids",
  "reviews.comment",
  "reviews.request",
  "deliveries.replay",
  "deliveries.cancel",
  "receivers.write",
  "secrets.read",
];

const REVIEWER: readonly Scope[] = [
  ...READ,
  "users.personal",
  "reviews.comment",
  "reviews.decide",
  "audit_log.read",
  "secrets.read",
];

/** Everything technical, including sending by API; not the members and not the decision of a review. */
const ENGINEER: readonly Scope[] = [
  ...MARKETER,
  ...SCOPES_BY_GROUP.campaigns_api,
  ...SCOPES_BY_GROUP.canvas_api,
  ...SCOPES_BY_GROUP.messages,
  ...SCOPES_BY_GROUP.users,
  ...SCOPES_BY_GROUP.events,
  "hosts.write",
  "secrets.write",
  "api_keys.read",
  "api_keys.write",
  "audit_log.read",
  "metrics.read",
  "import.write",
];

/** Role → what it may do. Owner and admin differ in one rule only: an admin cannot make or unmake owners. */
export const ROLE_SCOPES: Readonly<Record<Role, readonly Scope[]>> = {
  owner: SCOPES,
  admin: SCOPES,
  marketer: MARKETER,
  reviewer: REVIEWER,
  engineer: [...new Set(ENGINEER)],
  viewer: READ,
};

/** Scopes of a role; an unknown role (an old row) may do nothing. */
export function scopesOfRole(role: string): readonly Scope[] {
  return isRole(role) ? ROLE_SCOPES[role] : [];
}

/** Whether a role may do whatever there is, also what is added later. */
export function holdsEverything(role: string): boolean {
  return isRole(role) && ROLE_SCOPES[role] === SCOPES;
}

/** Roles that have a scope, for "ask one of these" messages. */
export function rolesWith(scope: Scope): Role[] {
  return ROLES.filter((role) => ROLE_SCOPES[role].includes(scope));
}

/** Whether someone of role `actor` may give, take or change role `target`. */
export function mayAssignRole(actor: string, target: string): boolean {
  if (actor === "owner") return true;
  return actor === "admin" && target !== "owner";
}
