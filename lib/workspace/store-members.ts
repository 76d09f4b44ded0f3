import { inPrismaTransaction, type PrismaTx, prisma } from "#lib/platform/db.ts";

export interface MemberRow {
  id: string;
  userId: string;
  name: string;
  email: string;
  role: string;
  createdAt: Date;
}

export interface InvitationRow {
  id: string;
  email: string;
  role: string;
  expiresAt: Date;
  createdAt: Date;
}

export async function listMembers(workspaceId: string): Promise<MemberRow[]> {
  const rows = await prisma().member.findMany({
    where: { organizationId: workspaceId },
    include: { user: true },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  return rows.map(({ user, ...row }) => ({ ...row, name: user.name, email: user.email }));
}

export async function findMember(workspaceId: string, memberId: string): Promise<MemberRow | null> {
  const row = await prisma().member.findFirst({
    where: { id: memberId, organizationId: workspaceId },
    include: { user: true },
  });
  return row && { ...row, name: row.user.name, email: row.user.email };
}

export async function userWithEmail(email: string): Promise<boolean> {
  return (await prisma().user.count({ where: { email } })) > 0;
}

/** Changes a role unless that would leave the workspace without an owner. */
export async function updateRole(workspaceId: string, memberId: string, role: string): Promise<boolean> {
  return inPrismaTransaction(async (tx) => {
    if (role !== "owner" && (await isLastOwner(tx, workspaceId, memberId))) return false;
    await tx.member.update({ where: { id: memberId }, data: { role } });
    return true;
  });
}

/** Removes a member and their sessions unless they are the last owner. */
export async function deleteMember(workspaceId: string, member: MemberRow): Promise<boolean> {
  return inPrismaTransaction(async (tx) => {
    if (await isLastOwner(tx, workspaceId, member.id)) return false;
    await tx.member.delete({ where: { id: member.id } });
    await tx.session.deleteMany({ where: { userId: member.userId } });
    // An account without a workspace can do nothing; deleting it frees the address for a new invitation.
    await tx.user.deleteMany({ where: { id: member.userId, members: { none: {} } } });
    return true;
  });
}

/** Locks the owners, so that two owners cannot step down at the same moment. */
async function isLastOwner(tx: PrismaTx, workspaceId: string, memberId: string): Promise<boolean> {
  const owners = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM members WHERE workspace_id = ${workspaceId} AND role = 'owner' ORDER BY id FOR UPDATE`;
  return owners.length === 1 && owners[0]?.id === memberId;
}

export async function listInvitations(workspaceId: string): Promise<InvitationRow[]> {
  const rows = await prisma().invitation.findMany({
    where: { organizationId: workspaceId, status: "pending" },
    orderBy: { createdAt: "desc" },
  });
  return rows.map((row) => ({ ...row, role: row.role ?? "viewer" }));
}

/** Replaces an earlier open invitation of the same address. */
export async function insertInvitation(
  workspaceId: string,
  invitation: {
    id: string;
    email: string;
    role: string;
    inviterId: string;
    expiresAt: Date;
    createdAt: Date;
  },
): Promise<void> {
  await prisma().$transaction([
    prisma().invitation.deleteMany({
      where: { organizationId: workspaceId, email: invitation.email, status: "pending" },
    }),
    prisma().invitation.create({ data: { ...invitation, organizationId: workspaceId, status: "pending" } }),
  ]);
}

export async function deleteInvitation(workspaceId: string, id: string): Promise<boolean> {
  const where = { organizationId: workspaceId, id, status: "pending" };
  return (await prisma().invitation.deleteMany({ where })).count > 0;
}

export async function findInvitation(id: string) {
  return prisma().invitation.findFirst({ where: { id, status: "pending" }, include: { workspace: true } });
}
