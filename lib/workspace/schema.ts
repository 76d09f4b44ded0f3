import { z } from "zod";
import { between, wholeBetween } from "#lib/platform/ranges.ts";
import { ROLES } from "./permissions.ts";

const PASSWORD_MIN = 10;
const PASSWORD_MAX = 128;

export const Password = z
  .string()
  .min(PASSWORD_MIN, `Use at least ${PASSWORD_MIN} characters.`)
  .max(PASSWORD_MAX, `Use at most ${PASSWORD_MAX} characters.`);
export const Email = z.email("Write an address like name@example.com.").trim().toLowerCase().max(254);
export const PersonName = z.string().trim().min(1, "Write a name.").max(100);
export const WorkspaceName = z.string().trim().min(1, "Name the workspace.").max(80);
export const TimeZone = z.string().refine(isTimeZone, {
  message: "This time zone is not known.",
  params: { code: "unknown_time_zone", hint: "Use a name like Europe/Paris." },
});
export const RoleName = z.enum(ROLES);

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** First visit: everything needed to be inside. */
export const SetupInput = z.strictObject({
  workspace_name: WorkspaceName,
  name: PersonName,
  email: Email,
  password: Password,
  time_zone: TimeZone.default("UTC"),
  sample_data: z.boolean().default(true),
  /** A key that may manage members, where there is a workspace already and the visitor comes from elsewhere. */
  api_key: z.string().max(512).optional(),
});
export type SetupInput = z.output<typeof SetupInput>;

export const InviteInput = z.strictObject({ email: Email, role: RoleName });
export type InviteInput = z.output<typeof InviteInput>;
export const AcceptInvitationInput = z.strictObject({
  token: z.string().min(20).max(100),
  name: PersonName,
  password: Password,
});
export type AcceptInvitationInput = z.output<typeof AcceptInvitationInput>;
export const MemberPatch = z.strictObject({ role: RoleName });

export const MemberView = z.object({
  member_id: z.string(),
  user_id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.string(),
  created_at: z.string(),
});
export type MemberView = z.output<typeof MemberView>;
export const InvitationView = z.object({
  invitation_id: z.string(),
  email: z.string(),
  role: z.string(),
  status: z.enum(["invited", "expired"]),
  created_at: z.string(),
  expires_at: z.string(),
});
export type InvitationView = z.output<typeof InvitationView>;
export const MemberList = z.object({ members: z.array(MemberView), invitations: z.array(InvitationView) });
/** The link is shown once; only its hash is kept. */
export const CreatedInvitation = InvitationView.extend({ accept_path: z.string() });

/** Who is signed in, and what they may do: the first thing the dashboard asks. */
export const SessionView = z.object({
  user: z.object({ user_id: z.string(), name: z.string(), email: z.string(), role: z.string() }),
  workspace: z.object({ workspace_id: z.string(), name: z.string(), time_zone: z.string() }),
  scopes: z.array(z.string()),
});
export type SessionView = z.output<typeof SessionView>;

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Write a time like 21:30.");

/** Who has to look, besides the usual number of approvers, when something concerns a tag, a host or many people. */
const ReviewRule = z.object({
  when: z.discriminatedUnion("type", [
    z.object({ type: z.literal("tag"), tag: z.string().trim().min(1).max(100) }),
    /** Exactly this host, or `*.example.com` for all below it. */
    z.object({ type: z.literal("host"), host: z.string().trim().toLowerCase().min(1).max(255) }),
    z.object({ type: z.literal("audience_over"), people: z.number().int().min(0) }),
  ]),
  /** Ids of people, one of whom must approve; empty: anyone who may. */
  reviewers: z.array(z.string().max(64)).max(20).default([]),
  approvals_needed: wholeBetween("approvals_needed", 1, 5).default(1),
});

/** Rules of the whole workspace. Every field has a default, so old rows stay readable. */
export const WorkspaceSettings = z.object({
  review: z
    .object({
      campaigns_required: z.boolean().default(false),
      canvases_required: z.boolean().default(false),
      /** Different people who must approve. */
      approvals_needed: wholeBetween("approvals_needed", 1, 5).default(1),
      /** Whether who wrote a version may approve it. */
      self_approval: z.boolean().default(false),
      rules: z.array(ReviewRule).max(20).default([]),
      /** Is called when a review is asked for, commented on or decided; null for nobody. */
      notify_url: z
        .url({ protocol: /^https?$/, error: "notify_url must be an http or https URL" })
        .max(2000)
        .nullable()
        .default(null),
    })
    .prefault({}),
  quiet_hours: z
    .object({
      enabled: z.boolean().default(false),
      start: TimeOfDay.default("21:00"),
      end: TimeOfDay.default("08:00"),
      /** What happens to a send inside the window. */
      behavior: z.enum(["hold", "abort"]).default("hold"),
    })
    .prefault({}),
  frequency_caps: z
    .array(
      z.object({
        /** Counts campaigns with this tag; null counts all. */
        tag: z.string().max(100).nullable().default(null),
        max: wholeBetween("max", 1, 1000),
        within_seconds: between("within_seconds", 1, 31_536_000),
      }),
    )
    .max(20)
    .default([]),
  retention: z
    .object({
      request_bodies_days: wholeBetween("request_bodies_days", 1, 3650).default(30),
      events_days: wholeBetween("events_days", 1, 3650).default(395),
      deliveries_days: wholeBetween("deliveries_days", 1, 3650).default(395),
    })
    .prefault({}),
});
export type WorkspaceSettings = z.output<typeof WorkspaceSettings>;

/** Settings of a row as stored, with today's defaults. */
export function parseSettings(stored: unknown): WorkspaceSettings {
  return WorkspaceSettings.parse(stored ?? {});
}

export const WorkspaceView = z.object({
  workspace_id: z.string(),
  name: z.string(),
  time_zone: z.string(),
  settings: WorkspaceSettings,
  created_at: z.string(),
});
export type WorkspaceView = z.output<typeof WorkspaceView>;
/** Groups that are left out stay as they are, so none may bring its defaults. */
const { review, quiet_hours, frequency_caps, retention } = WorkspaceSettings.shape;
const SettingsPatch = z.strictObject({
  review: review.unwrap().strict().optional(),
  quiet_hours: quiet_hours.unwrap().strict().optional(),
  frequency_caps: frequency_caps.unwrap().optional(),
  retention: retention.unwrap().strict().optional(),
} satisfies Record<keyof WorkspaceSettings, z.ZodType>);

export const WorkspacePatch = z.strictObject({
  name: WorkspaceName.optional(),
  time_zone: TimeZone.optional(),
  settings: SettingsPatch.optional(),
});
export type WorkspacePatch = z.output<typeof WorkspacePatch>;

export const AuditEntryView = z.object({
  audit_entry_id: z.string(),
  at: z.string(),
  actor: z.unknown(),
  action: z.string(),
  subject_type: z.string(),
  subject_id: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  request_id: z.string().nullable(),
});
export type AuditEntryView = z.output<typeof AuditEntryView>;
export const AuditLogPage = z.object({
  audit_log: z.array(AuditEntryView),
  next_cursor: z.string().nullable(),
});
