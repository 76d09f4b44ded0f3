import { allows, type Context } from "#lib/platform/context.ts";
import { randomToken, sha256Hex } from "#lib/platform/crypto.ts";
import { AppError, conflict, notFound } from "#lib/platform/errors.ts";
import { mayAssignRole, type Role, scopesOfRole } from "./permissions.ts";
import type { AcceptInvitationInput, InvitationView, InviteInput, MemberView } from "./schema.ts";
import { recordAudit } from "./service-audit.ts";
import { acceptInvitation, findMembership } from "./store.ts";
import { hashPassword } from "./store-auth.ts";
import * as store from "./store-members.ts";

const INVITATION_DAYS = 7;

/** Everybody in the workspace, and who was asked to join. */
export async function membersOf(
  context: Context,
): Promise<{ members: MemberView[]; invitations: InvitationView[] }> {
  const [members, invitations] = await Promise.all([
    store.listMembers(context.workspaceId),
    store.listInvitations(context.workspaceId),
  ]);
  return {
    members: members.map(toMemberView),
    invitations: invitations.map((row) => toInvitationView(row, context.now)),
  };
}

/** Makes a one-time link by which somebody joins. Only the hash of its secret is kept. */
export async function inviteMember(
  context: Context,
  input: InviteInput,
): Promise<InvitationView & { accept_path: string }> {
  requireMayAssign(context, input.role);
  if (await store.userWithEmail(input.email)) {
    throw conflict(
      "member_exists",
      `${input.email} has an account already.`,
      "Change their role in the list instead.",
    );
  }
  const token = randomToken(32);
  const invitation = {
    id: sha256Hex(token),
    email: input.email,
    role: input.role,
    inviterId: await inviterOf(context),
    expiresAt: new Date(context.now.getTime() + INVITATION_DAYS * 86_400_000),
    createdAt: context.now,
  };
  await store.insertInvitation(context.workspaceId, invitation);
  const subject = { type: "invitation", id: invitation.id };
  await recordAudit(context, { action: "member.invited", subject, after: input });
  return { ...toInvitationView(invitation, context.now), accept_path: `/invite/${token}` };
}

/** Takes an open invitation back. */
export async function withdrawInvitation(context: Context, invitationId: string): Promise<void> {
  if (!(await store.deleteInvitation(context.workspaceId, invitationId))) throw notFound("invitation");
  const subject = { type: "invitation", id: invitationId };
  await recordAudit(context, { action: "member.invitation_withdrawn", subject });
}

/** What the page behind an invite link shows; null when the link is used up, withdrawn or too old. */
export async function describeInvitation(
  token: string,
  now: Date,
): Promise<{ email: string; role: string; workspaceName: string } | null> {
  const invitation = await store.findInvitation(sha256Hex(token));
  if (!invitation || invitation.expiresAt <= now) return null;
  const { email, role, workspace } = invitation;
  return { email, role: role ?? "viewer", workspaceName: workspace.name };
}

/** Makes the account of who holds the link. The link works once. */
export async function joinByInvitation(
  input: AcceptInvitationInput,
  requestId: string,
  now: Date,
): Promise<{ email: string }> {
  const passwordHash = await hashPassword(input.password);
  const joined = await acceptInvitation(sha256Hex(input.token), { name: input.name, passwordHash }, now);
  if (!joined) {
    throw new AppError("not_found", "This invite link does not work any more.", {
      errors: [
        {
          code: "invitation_gone",
          message: "This invite link does not work any more.",
          hint: "It was used, withdrawn, or is older than a week. Ask for a new one.",
        },
      ],
    });
  }
  const { workspaceId, userId, email } = joined;
  const role = (await findMembership(userId, workspaceId))?.role ?? "viewer";
  const actor = { kind: "user", userId, name: input.name, email, role } as const;
  const context = { workspaceId, actor, scopes: [], requestId, now };
  await recordAudit(context, {
    action: "member.joined",
    subject: { type: "user", id: userId },
    after: { role },
  });
  return { email };
}

/** Gives a member another role. The last owner keeps theirs. */
export async function changeRole(context: Context, memberId: string, role: Role): Promise<MemberView> {
  const member = await requireMember(context, memberId);
  requireMayAssign(context, role);
  requireMayAssign(context, member.role);
  if (!(await store.updateRole(context.workspaceId, memberId, role))) throw lastOwner();
  const subject = { type: "user", id: member.userId };
  await recordAudit(context, {
    action: "member.role_changed",
    subject,
    before: { role: member.role },
    after: { role },
  });
  return toMemberView({ ...member, role });
}

/** Takes somebody out; their sessions end at once. The last owner stays. */
export async function removeMember(context: Context, memberId: string): Promise<void> {
  const member = await requireMember(context, memberId);
  requireMayAssign(context, member.role);
  if (!(await store.deleteMember(context.workspaceId, member))) throw lastOwner();
  const subject = { type: "user", id: member.userId };
  const before = { name: member.name, email: member.email, role: member.role };
  await recordAudit(context, { action: "member.removed", subject, before });
}

async function requireMember(context: Context, memberId: string): Promise<store.MemberRow> {
  const member = await store.findMember(context.workspaceId, memberId);
  if (!member) throw notFound("member");
  return member;
}

function requireMayAssign(context: Context, role: string): void {
  requireOwnRights(context, role);
  const actorRole = context.actor.kind === "user" ? context.actor.role : "admin";
  if (mayAssignRole(actorRole, role)) return;
  const message = "Only an owner may add, change or remove owners.";
  throw new AppError("forbidden", message, {
    errors: [{ code: "owner_only", field: "role", message, hint: "Ask an owner of the workspace." }],
  });
}

/** A key is no role: it gives and takes roles that hold nothing it may not do itself. */
function requireOwnRights({ actor, scopes }: Context, role: string): void {
  if (actor.kind !== "api_key") return;
  const missing = scopesOfRole(role).filter((scope) => !allows(scopes, scope));
  if (missing.length === 0) return;
  const message = `This API key may not do what the role "${role}" may, so it cannot give, change or take it.`;
  const hint = `It lacks ${missing.slice(0, 3).join(", ")}${missing.length > 3 ? " and more" : ""}. Ask an admin.`;
  throw new AppError("forbidden", message, {
    errors: [{ code: "role_exceeds_own", field: "role", message, hint }],
  });
}

/** An invitation names a person as its author; for API keys that is the first owner. */
async function inviterOf(context: Context): Promise<string> {
  if (context.actor.kind === "user") return context.actor.userId;
  const members = await store.listMembers(context.workspaceId);
  const owner = members.find((member) => member.role === "owner");
  if (!owner)
    throw conflict(
      "no_owner",
      "This workspace has no owner yet.",
      "Open the dashboard once to create the owner.",
    );
  return owner.userId;
}

function lastOwner(): AppError {
  return conflict(
    "last_owner",
    "A workspace needs at least one owner.",
    "Make somebody else an owner first.",
  );
}

function toMemberView(row: store.MemberRow): MemberView {
  return {
    member_id: row.id,
    user_id: row.userId,
    name: row.name,
    email: row.email,
    role: row.role,
    created_at: row.createdAt.toISOString(),
  };
}

function toInvitationView(row: store.InvitationRow, now: Date): InvitationView {
  return {
    invitation_id: row.id,
    email: row.email,
    role: row.role,
    status: row.expiresAt > now ? "invited" : "expired",
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
  };
}
