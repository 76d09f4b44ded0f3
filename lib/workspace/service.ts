import type { Context } from "#lib/platform/context.ts";
import { env } from "#lib/platform/env.ts";
import { AppError, conflict } from "#lib/platform/errors.ts";
import { scopesOfRole } from "./permissions.ts";
import {
  Email,
  parseSettings,
  type SessionView,
  type SetupInput,
  type WorkspacePatch,
  type WorkspaceSettings,
  type WorkspaceView,
} from "./schema.ts";
import { recordAudit } from "./service-audit.ts";
import * as store from "./store.ts";
import { auth, hashPassword } from "./store-auth.ts";

/** Who is signed in, from the session cookie; null without a session or a membership. */
export async function contextFromSession(
  headers: Headers,
  requestId: string,
  now: Date,
): Promise<Context | null> {
  const session = await auth().api.getSession({ headers });
  if (!session) return null;
  const { user } = session;
  const membership = await store.findMembership(user.id, session.session.activeOrganizationId ?? null);
  if (!membership) return null;
  const { role } = membership;
  return {
    workspaceId: membership.workspaceId,
    actor: { kind: "user", userId: user.id, name: user.name, email: user.email, role },
    scopes: scopesOfRole(role),
    requestId,
    now,
  };
}

/** What the dashboard shows of the signed-in person and their workspace. */
export async function describeSession(context: Context): Promise<SessionView> {
  const { actor } = context;
  if (actor.kind !== "user") throw new AppError("forbidden", "Only a signed-in person has a session.");
  const workspace = await getWorkspace(context);
  return {
    user: { user_id: actor.userId, name: actor.name, email: actor.email, role: actor.role },
    workspace: { workspace_id: workspace.workspace_id, name: workspace.name, time_zone: workspace.time_zone },
    scopes: [...context.scopes],
  };
}

/** Whether the first visitor may still make themselves the owner. */
export async function setupNeeded(): Promise<boolean> {
  return !(await store.ownerExists());
}

/** A first visit follows the start. What the API has filled for longer is not for whoever comes by. */
const FIRST_VISIT_MS = 3_600_000;

/**
 * Whether the first owner has to show the API key, since they take over a workspace that one was made for, with all that
 * is in it. Not `local`, somebody on the machine of a server that serves only this machine, in the first hour: a proxy on
 * the same machine may pass a stranger's request on so that nothing of it tells, therefore the time is short.
 */
export async function setupAsksForKey(local: boolean, now: Date): Promise<boolean> {
  if (await store.ownerExists()) return false;
  const since = await store.oldestWorkspace();
  return since !== null && !(local && now.getTime() - since.getTime() < FIRST_VISIT_MS);
}

/** Makes the first owner and the workspace. 409 as soon as an owner exists. */
export async function setUp(
  input: SetupInput,
  requestId: string,
  now: Date,
): Promise<{ workspaceId: string; userId: string }> {
  const created = await store.insertFirstOwner({
    workspaceName: input.workspace_name,
    timeZone: input.time_zone,
    name: input.name,
    email: input.email,
    passwordHash: await hashPassword(input.password),
  });
  if (!created) {
    throw conflict(
      "setup_done",
      "This server has an owner already.",
      "Sign in, or ask the owner for an invite link.",
    );
  }
  const actor = {
    kind: "user",
    userId: created.userId,
    name: input.name,
    email: input.email,
    role: "owner",
  } as const;
  const context = { workspaceId: created.workspaceId, actor, scopes: ["*"], requestId, now };
  const subject = { type: "workspace", id: created.workspaceId };
  await recordAudit(context, { action: "workspace.created", subject, after: { name: input.workspace_name } });
  return created;
}

export interface BootstrapHooks {
  /** Stores an all-scopes API key with exactly this value. */
  createApiKey?: (workspaceId: string, token: string, now: Date) => Promise<void>;
  /** Fills the new workspace with examples. */
  loadSampleData?: (workspaceId: string, now: Date) => Promise<void>;
}

/**
 * Prepares an empty database as the settings ask: owner, API key, sample data. Does nothing, and says so with
 * null, when there is a workspace already or when neither an owner nor a key is asked for.
 */
export async function bootstrapInstance(
  now: Date,
  hooks: BootstrapHooks = {},
): Promise<{ workspaceId: string } | null> {
  const settings = env();
  const email = settings.SIGNALBOX_OWNER_EMAIL;
  const password = settings.SIGNALBOX_OWNER_PASSWORD;
  const token = settings.SIGNALBOX_API_KEY;
  const asked = Boolean((email && password) || token);
  if (!asked || (await store.oldestWorkspace())) return null;
  const workspaceId = email && password ? await createOwner(email, password) : await createBareWorkspace();
  if (!workspaceId) return null;
  if (token) await hooks.createApiKey?.(workspaceId, token, now);
  if (settings.SIGNALBOX_SAMPLE_DATA) await hooks.loadSampleData?.(workspaceId, now);
  return { workspaceId };
}

const DEFAULT_WORKSPACE_NAME = "Signalbox";

async function createOwner(email: string, password: string): Promise<string | null> {
  const created = await store.insertFirstOwner({
    workspaceName: DEFAULT_WORKSPACE_NAME,
    timeZone: "UTC",
    name: email.split("@")[0] ?? email,
    email: Email.parse(email),
    passwordHash: await hashPassword(password),
  });
  return created?.workspaceId ?? null;
}

function createBareWorkspace(): Promise<string | null> {
  return store.insertFirstWorkspace(DEFAULT_WORKSPACE_NAME);
}

/** The caller's workspace with its settings. */
export async function getWorkspace(context: Context): Promise<WorkspaceView> {
  const row = await store.findWorkspace(context.workspaceId);
  if (!row) throw new AppError("not_found", "There is no such workspace.");
  return toView(row);
}

/** Rules of a workspace: review policy, quiet hours, caps, retention. */
export async function workspaceSettings(
  workspaceId: string,
): Promise<{ timeZone: string; settings: WorkspaceSettings }> {
  const row = await store.findWorkspace(workspaceId);
  if (!row) throw new AppError("not_found", "There is no such workspace.");
  return { timeZone: row.timeZone, settings: parseSettings(row.settings) };
}

/** Changes name, zone, or whole groups of settings. */
export async function changeWorkspace(context: Context, patch: WorkspacePatch): Promise<WorkspaceView> {
  const before = await getWorkspace(context);
  const row = await store.updateWorkspace(context.workspaceId, {
    ...(patch.name === undefined ? {} : { name: patch.name }),
    ...(patch.time_zone === undefined ? {} : { timeZone: patch.time_zone }),
    ...(patch.settings === undefined ? {} : { settings: { ...before.settings, ...patch.settings } }),
  });
  const after = toView(row);
  const subject = { type: "workspace", id: context.workspaceId };
  await recordAudit(context, { action: "workspace.changed", subject, before, after });
  return after;
}

function toView(row: {
  id: string;
  name: string;
  timeZone: string;
  settings: unknown;
  createdAt: Date;
}): WorkspaceView {
  return {
    workspace_id: row.id,
    name: row.name,
    time_zone: row.timeZone,
    settings: parseSettings(row.settings),
    created_at: row.createdAt.toISOString(),
  };
}
