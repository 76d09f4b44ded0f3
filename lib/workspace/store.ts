import { inPrismaTransaction, type Prisma, type PrismaTx, prisma } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";

/** Held while the first owner is made, so that two first visits cannot both win. */
const SETUP_LOCK = 7_284_001;

export interface NewOwner {
  workspaceName: string;
  timeZone: string;
  name: string;
  email: string;
  passwordHash: string;
}

export interface Membership {
  workspaceId: string;
  workspaceName: string;
  timeZone: string;
  role: string;
}

export async function ownerExists(): Promise<boolean> {
  return (await prisma().member.count({ where: { role: "owner" } })) > 0;
}

/** When the first workspace was made; null when there is none. */
export async function oldestWorkspace(): Promise<Date | null> {
  const first = await prisma().workspace.findFirst({
    orderBy: { createdAt: "asc" },
    select: { createdAt: true },
  });
  return first?.createdAt ?? null;
}

/**
 * Makes the first owner, of the workspace that waits for one or of a new one. Null when there is an owner
 * already.
 */
export async function insertFirstOwner(
  owner: NewOwner,
): Promise<{ workspaceId: string; userId: string } | null> {
  return inPrismaTransaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${SETUP_LOCK})`;
    if ((await tx.member.count({ where: { role: "owner" } })) > 0) return null;
    const workspaceId = await claimWorkspace(tx, owner);
    const userId = await insertUser(tx, owner);
    await tx.member.create({ data: { id: newId(), organizationId: workspaceId, userId, role: "owner" } });
    return { workspaceId, userId };
  });
}

/** A workspace without members, for a server that is driven by API only. Null when one exists. */
export async function insertFirstWorkspace(name: string): Promise<string | null> {
  return inPrismaTransaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${SETUP_LOCK})`;
    if ((await tx.workspace.count()) > 0) return null;
    return insertWorkspace(tx, name, "UTC");
  });
}

async function claimWorkspace(tx: PrismaTx, owner: NewOwner): Promise<string> {
  const waiting = await tx.workspace.findFirst({
    where: { members: { none: {} } },
    orderBy: { createdAt: "asc" },
  });
  if (!waiting) return insertWorkspace(tx, owner.workspaceName, owner.timeZone);
  const data = { name: owner.workspaceName, timeZone: owner.timeZone };
  await tx.workspace.update({ where: { id: waiting.id }, data });
  return waiting.id;
}

async function insertWorkspace(tx: PrismaTx, name: string, timeZone: string): Promise<string> {
  const id = newId();
  await tx.workspace.create({ data: { id, name, slug: id, timeZone } });
  return id;
}

async function insertUser(
  tx: PrismaTx,
  person: { name: string; email: string; passwordHash: string },
): Promise<string> {
  const id = newId();
  await tx.user.create({ data: { id, name: person.name, email: person.email, emailVerified: true } });
  await tx.account.create({
    data: { id: newId(), accountId: id, providerId: "credential", userId: id, password: person.passwordHash },
  });
  return id;
}

/** The membership a session acts in: the chosen workspace, or the oldest one. */
export async function findMembership(userId: string, workspaceId: string | null): Promise<Membership | null> {
  const member = await prisma().member.findFirst({
    where: { userId, ...(workspaceId ? { organizationId: workspaceId } : {}) },
    include: { workspace: true },
    orderBy: { createdAt: "asc" },
  });
  if (!member) return workspaceId ? findMembership(userId, null) : null;
  const { workspace } = member;
  return {
    workspaceId: workspace.id,
    workspaceName: workspace.name,
    timeZone: workspace.timeZone,
    role: member.role,
  };
}

export async function findWorkspace(workspaceId: string) {
  return prisma().workspace.findUnique({ where: { id: workspaceId } });
}

export async function updateWorkspace(
  workspaceId: string,
  change: { name?: string; timeZone?: string; settings?: object },
) {
  const { settings, ...rest } = change;
  return prisma().workspace.update({
    where: { id: workspaceId },
    data: { ...rest, ...(settings ? { settings: settings as Prisma.InputJsonObject } : {}) },
  });
}

/** Adds a person who took up an invitation; null when it is gone, used, or ended by `now`. */
export async function acceptInvitation(
  invitationId: string,
  person: { name: string; passwordHash: string },
  now: Date,
): Promise<{ workspaceId: string; userId: string; email: string } | null> {
  return inPrismaTransaction(async (tx) => {
    const taken = await tx.invitation.updateManyAndReturn({
      where: { id: invitationId, status: "pending", expiresAt: { gt: now } },
      data: { status: "accepted" },
    });
    const [invitation] = taken;
    if (!invitation) return null;
    const { email, organizationId } = invitation;
    const userId = await insertUser(tx, { ...person, email });
    const role = invitation.role ?? "viewer";
    await tx.member.create({ data: { id: newId(), organizationId, userId, role } });
    return { workspaceId: organizationId, userId, email };
  });
}
