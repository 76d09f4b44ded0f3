import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { resetEnv } from "#lib/platform/env.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { SetupInput, WorkspacePatch } from "./schema.ts";
import {
  bootstrapInstance,
  changeWorkspace,
  contextFromSession,
  describeSession,
  getWorkspace,
  setUp,
  setupAsksForKey,
  setupNeeded,
} from "./service.ts";
import { readAuditLog } from "./service-audit.ts";
import {
  changeRole,
  describeInvitation,
  inviteMember,
  joinByInvitation,
  membersOf,
  removeMember,
  withdrawInvitation,
} from "./service-members.ts";
import { answerAuthRequest, signInAs } from "./service-sign-in.ts";
import { resetAuth } from "./store-auth.ts";

useTestDatabase();

const now = new Date();
const daysLater = (days: number) => new Date(now.getTime() + days * 86_400_000);
const PASSWORD = "correct horse battery";
const owner = SetupInput.parse({
  workspace_name: "Northwind",
  name: "Ana",
  email: "Ana@Example.com",
  password: PASSWORD,
  time_zone: "Europe/Paris",
});

beforeEach(async () => {
  resetAuth();
  await pool().query("TRUNCATE workspaces, users, rate_limits, audit_entries CASCADE");
});

async function signIn(email: string, password = PASSWORD, address = "203.0.113.7"): Promise<Headers> {
  const cookies = await signInAs(email, password, new Headers({ "x-signalbox-client": address }));
  const cookie = cookies.getSetCookie().map((line) => line.split(";")[0]);
  return new Headers({ cookie: cookie.join("; ") });
}

async function ownerContext(): Promise<Context> {
  await setUp(owner, "request", now);
  const context = await contextFromSession(await signIn(owner.email), "request", now);
  if (!context) throw new Error("the owner was not signed in");
  return context;
}

async function join(context: Context, email: string, role: "owner" | "admin" | "viewer") {
  const { accept_path: path } = await inviteMember(context, { email, role });
  const token = path.split("/").at(-1) ?? "";
  await joinByInvitation({ token, name: email, password: PASSWORD }, "request", now);
  const joined = await contextFromSession(await signIn(email), "request", now);
  if (!joined) throw new Error("the member was not signed in");
  return { context: joined, token };
}

const memberIdOf = async (context: Context, email: string) =>
  (await membersOf(context)).members.find((member) => member.email === email)?.member_id ?? "";

describe("first visit", () => {
  it("makes the owner, who can sign in and do everything", async () => {
    expect(await setupNeeded()).toBe(true);
    const context = await ownerContext();
    expect(context).toMatchObject({
      actor: { kind: "user", name: "Ana", email: "ana@example.com", role: "owner" },
    });
    expect(context.scopes).toContain("members.write");
    expect(await describeSession(context)).toMatchObject({
      workspace: { name: "Northwind", time_zone: "Europe/Paris" },
    });
  });

  it("is closed as soon as there is an owner, also for those who come at the same moment", async () => {
    const rush = await Promise.allSettled(
      [1, 2, 3].map((n) => setUp({ ...owner, email: `first${n}@example.com` }, "request", now)),
    );
    expect(rush.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    expect(await setupNeeded()).toBe(false);
    await expect(setUp(owner, "request", now)).rejects.toMatchObject({ status: 409 });
  });
});

describe("bootstrap from settings", () => {
  const names = ["SIGNALBOX_OWNER_EMAIL", "SIGNALBOX_OWNER_PASSWORD", "SIGNALBOX_API_KEY"] as const;
  const configure = (values: Partial<Record<(typeof names)[number], string>>) => {
    for (const name of names) delete process.env[name];
    Object.assign(process.env, values);
    resetEnv();
  };
  afterEach(() => configure({}));
  const recording = () => {
    const calls: string[] = [];
    return {
      calls,
      createApiKey: async (_workspaceId: string, token: string) => void calls.push(`key ${token}`),
      loadSampleData: async () => void calls.push("sample data"),
    };
  };

  it("makes owner, key and sample data on an empty database, once", async () => {
    configure({
      SIGNALBOX_OWNER_EMAIL: "ops@example.com",
      SIGNALBOX_OWNER_PASSWORD: PASSWORD,
      SIGNALBOX_API_KEY: "chosen-by-the-operator",
    });
    const hooks = recording();
    expect(await bootstrapInstance(now, hooks)).not.toBeNull();
    expect(hooks.calls).toEqual(["key chosen-by-the-operator", "sample data"]);
    expect(await contextFromSession(await signIn("ops@example.com"), "request", now)).toMatchObject({
      actor: { role: "owner" },
    });
    expect(await bootstrapInstance(now, hooks)).toBeNull();
    expect(hooks.calls).toHaveLength(2);
  });

  it("makes a workspace for the key alone, which the first visitor then owns", async () => {
    configure({ SIGNALBOX_API_KEY: "chosen-by-the-operator" });
    const created = await bootstrapInstance(now, recording());
    expect(await setupNeeded()).toBe(true);
    const { workspaceId } = await setUp(owner, "request", now);
    expect(workspaceId).toBe(created?.workspaceId);
    expect(await membersOf({ ...(await createWorkspace()), workspaceId })).toMatchObject({
      members: [{ role: "owner" }],
    });
  });

  it("asks whoever takes over for the key, but not on the machine itself in the first hour", async () => {
    expect(await setupAsksForKey(false, now)).toBe(false);
    configure({ SIGNALBOX_API_KEY: "chosen-by-the-operator" });
    await bootstrapInstance(now, recording());
    const [soon, later] = [30, 90].map((minutes) => new Date(Date.now() + minutes * 60_000));
    expect(await setupAsksForKey(true, soon as Date)).toBe(false);
    expect(await setupAsksForKey(true, later as Date)).toBe(true);
    expect(await setupAsksForKey(false, soon as Date)).toBe(true);
    await setUp(owner, "request", now);
    expect(await setupAsksForKey(false, later as Date)).toBe(false);
  });

  it("leaves an empty database to the first visitor when nothing is asked for", async () => {
    configure({});
    expect(await bootstrapInstance(now, recording())).toBeNull();
    expect(await setupNeeded()).toBe(true);
  });
});

describe("sign-in", () => {
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    answerAuthRequest(
      new Request(`http://127.0.0.1:3000/api/auth/${path}`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          host: "127.0.0.1:3000",
          origin: "http://127.0.0.1:3000",
          "x-signalbox-client": "198.51.100.9",
          ...headers,
        },
        body: JSON.stringify(body),
      }),
    );

  it("refuses a wrong password and an unknown address alike", async () => {
    await ownerContext();
    const wrong = await post("sign-in/email", { email: owner.email, password: "wrong password" });
    const unknown = await post("sign-in/email", { email: "nobody@example.com", password: PASSWORD });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(await wrong.text()).toBe(await unknown.text());
  });

  it.each([
    ["a form", "application/x-www-form-urlencoded", "email=ana%40example.com&password=guess"],
    [
      "a form inside JSON",
      "application/x-www-form-urlencoded",
      '{"email":"x@example.com","y":"&email=ana%40example.com&password=guess&z="}',
    ],
    ["no type", "", '{"email":"ana@example.com","password":"guess"}'],
    ["no address", "application/json", '{"password":"guess"}'],
    ["an address that is no text", "application/json", '{"email":["ana@example.com"],"password":"guess"}'],
  ])("no password is tried with %s, which no limit would count", async (_, type, body) => {
    const url = "http://127.0.0.1:3000/api/auth/sign-in/email";
    const request = new Request(url, { method: "POST", headers: { "content-type": type }, body });
    await expect(answerAuthRequest(request)).rejects.toMatchObject({ status: 400 });
  });

  const tried = async (email: string, password: string, address: string): Promise<number> => {
    const answer = post("sign-in/email", { email, password }, { "x-signalbox-client": address });
    return answer.then(
      ({ status }) => status,
      (error) => error.status,
    );
  };
  const HERE = "198.51.100.9";

  it("is limited per address and account over all processes, and forgets failures after a success", async () => {
    await ownerContext();
    for (let tries = 0; tries < 9; tries++) await tried(owner.email, "wrong password", HERE);
    expect(await tried(owner.email, PASSWORD, HERE)).toBe(200);
    for (let tries = 0; tries < 10; tries++)
      expect(await tried(owner.email, "wrong password", HERE)).toBe(401);
    // A new instance knows as much: the count is in the database.
    resetAuth();
    expect(await tried(owner.email, PASSWORD, HERE)).toBe(429);
    expect(await tried(owner.email, PASSWORD, "198.51.100.10")).toBe(200);
  });

  it("gives nobody more tries at an account for knowing the password of another", async () => {
    const context = await ownerContext();
    await join(context, "bo@example.com", "viewer");
    const answers: number[] = [];
    for (let tries = 0; tries < 12; tries++) {
      answers.push(await tried(owner.email, "wrong password", HERE));
      expect(await tried("bo@example.com", PASSWORD, HERE)).toBe(200);
    }
    expect(answers.slice(9)).toEqual([401, 429, 429]);
  });

  it("is limited per account however many addresses guess, but not where it is signed in", async () => {
    await ownerContext();
    for (let tries = 0; tries < 50; tries++)
      expect(await tried("Ana@example.com", "wrong password", `203.0.114.${tries}`)).toBe(401);
    expect(await tried(owner.email, PASSWORD, "203.0.114.99")).toBe(429);
    expect(await tried(owner.email, PASSWORD, "203.0.113.7")).toBe(200);
  });

  it("ends with sign-out, and refuses a sign-out that another site sends", async () => {
    await ownerContext();
    const headers = await signIn(owner.email);
    const cookie = headers.get("cookie") ?? "";
    const foreign = await post("sign-out", {}, { cookie, origin: "https://evil.example" });
    expect(foreign.status).toBe(403);
    expect(await contextFromSession(headers, "request", now)).not.toBeNull();
    expect((await post("sign-out", {}, { cookie })).status).toBe(200);
    expect(await contextFromSession(headers, "request", now)).toBeNull();
  });

  it("does not let strangers make accounts", async () => {
    await ownerContext();
    const body = { email: "stranger@example.com", password: PASSWORD, name: "Stranger" };
    expect((await post("sign-up/email", body)).ok).toBe(false);
  });

  it("is nobody with a forged cookie", async () => {
    const headers = new Headers({ cookie: "signalbox.session_token=forged.signature" });
    expect(await contextFromSession(headers, "request", now)).toBeNull();
  });

  it("changes the password and ends the other sessions", async () => {
    await ownerContext();
    const [here, there] = [await signIn(owner.email), await signIn(owner.email)];
    const body = { currentPassword: PASSWORD, newPassword: "another good one", revokeOtherSessions: true };
    expect((await post("change-password", body, { cookie: here.get("cookie") ?? "" })).status).toBe(200);
    expect(await contextFromSession(there, "request", now)).toBeNull();
    expect(
      await contextFromSession(await signIn(owner.email, "another good one"), "request", now),
    ).not.toBeNull();
  });
});

describe("members", () => {
  it("join by a link that works once and for a week", async () => {
    const context = await ownerContext();
    const { token } = await join(context, "bo@example.com", "viewer");
    expect(await describeInvitation(token, now)).toBeNull();
    await expect(
      joinByInvitation({ token, name: "Again", password: PASSWORD }, "request", now),
    ).rejects.toMatchObject({ status: 404 });

    const { accept_path: path } = await inviteMember(context, { email: "late@example.com", role: "viewer" });
    const late = path.split("/").at(-1) ?? "";
    expect(await describeInvitation(late, daysLater(6))).toMatchObject({ workspaceName: "Northwind" });
    expect(await describeInvitation(late, daysLater(8))).toBeNull();
    await expect(
      joinByInvitation({ token: late, name: "Late", password: PASSWORD }, "request", daysLater(8)),
    ).rejects.toMatchObject({ status: 404 });
  });

  it("have the scopes of their role, and lose them with it", async () => {
    const context = await ownerContext();
    const { context: viewer } = await join(context, "bo@example.com", "viewer");
    expect(viewer.scopes).toContain("campaigns.read");
    expect(viewer.scopes).not.toContain("campaigns.write");
    await changeRole(context, await memberIdOf(context, "bo@example.com"), "marketer");
    expect(await contextFromSession(await signIn("bo@example.com"), "request", now)).toMatchObject({
      actor: { role: "marketer" },
    });
  });

  it("are signed out at once when removed, and may be invited again", async () => {
    const context = await ownerContext();
    await join(context, "bo@example.com", "viewer");
    const session = await signIn("bo@example.com");
    await removeMember(context, await memberIdOf(context, "bo@example.com"));
    expect(await contextFromSession(session, "request", now)).toBeNull();
    await inviteMember(context, { email: "bo@example.com", role: "viewer" });
  });

  it("keep at least one owner, also when two step down at the same moment", async () => {
    const context = await ownerContext();
    const ana = await memberIdOf(context, owner.email);
    await expect(changeRole(context, ana, "viewer")).rejects.toMatchObject({
      errors: [{ code: "last_owner" }],
    });
    await expect(removeMember(context, ana)).rejects.toMatchObject({ status: 409 });

    await join(context, "bo@example.com", "owner");
    const bo = await memberIdOf(context, "bo@example.com");
    await Promise.allSettled([changeRole(context, ana, "viewer"), changeRole(context, bo, "viewer")]);
    const { members } = await membersOf(context);
    expect(members.filter((member) => member.role === "owner")).toHaveLength(1);
  });

  it("who are admins cannot make, change or remove owners", async () => {
    const context = await ownerContext();
    const { context: admin } = await join(context, "bo@example.com", "admin");
    const ana = await memberIdOf(context, owner.email);
    await expect(inviteMember(admin, { email: "x@example.com", role: "owner" })).rejects.toMatchObject({
      status: 403,
    });
    await expect(changeRole(admin, ana, "viewer")).rejects.toMatchObject({ status: 403 });
    await expect(removeMember(admin, ana)).rejects.toMatchObject({ status: 403 });
  });

  it("are not promoted by a key that may not do what their role may", async () => {
    const context = await ownerContext();
    const key = (scopes: string[]) =>
      ({ ...context, actor: { kind: "api_key", apiKeyId: "k", name: "Key" }, scopes }) as const;
    const input = { email: "x@example.com", role: "admin" } as const;
    await expect(inviteMember(key(["members.write"]), input)).rejects.toMatchObject({
      errors: [{ code: "role_exceeds_own", field: "role" }],
    });
    await join(context, "bo@example.com", "admin");
    const bo = await memberIdOf(context, "bo@example.com");
    await expect(changeRole(key(["members.write"]), bo, "viewer")).rejects.toMatchObject({ status: 403 });
    expect(await inviteMember(key(["*"]), input)).toMatchObject({ role: "admin" });
  });

  it("of one workspace are out of reach of another", async () => {
    const context = await ownerContext();
    const ana = await memberIdOf(context, owner.email);
    const invitation = await inviteMember(context, { email: "bo@example.com", role: "viewer" });
    const stranger = await createWorkspace();
    expect(await membersOf(stranger)).toEqual({ members: [], invitations: [] });
    await expect(changeRole(stranger, ana, "viewer")).rejects.toMatchObject({ status: 404 });
    await expect(removeMember(stranger, ana)).rejects.toMatchObject({ status: 404 });
    await expect(withdrawInvitation(stranger, invitation.invitation_id)).rejects.toMatchObject({
      status: 404,
    });
  });
});

describe("workspace settings", () => {
  it("start with defaults and change group by group", async () => {
    const context = await createWorkspace(now);
    expect((await getWorkspace(context)).settings.quiet_hours.enabled).toBe(false);
    const { review } = (await getWorkspace(context)).settings;
    await changeWorkspace(context, { settings: { review: { ...review, campaigns_required: true } } });
    const changed = await changeWorkspace(context, { name: "Renamed" });
    expect(changed).toMatchObject({ name: "Renamed", settings: { review: { campaigns_required: true } } });
  });

  it("keep the groups that a change leaves out, the review policy first of all", async () => {
    const context = await createWorkspace(now);
    const change = (settings: object) => changeWorkspace(context, WorkspacePatch.parse({ settings }));
    await change({ review: { campaigns_required: true } });
    await change({ frequency_caps: [{ max: 1, within_seconds: 60 }] });
    expect((await change({ quiet_hours: { enabled: true } })).settings).toMatchObject({
      review: { campaigns_required: true },
      frequency_caps: [{ max: 1 }],
      quiet_hours: { enabled: true },
    });
  });

  it("leave a trace in the audit log, page by page, of this workspace only", async () => {
    const context = await createWorkspace(now);
    for (const name of ["One", "Two", "Three"]) await changeWorkspace(context, { name });
    const first = await readAuditLog(context, {}, { limit: 2 });
    expect(first.audit_log).toHaveLength(2);
    const rest = await readAuditLog(context, {}, { limit: 2, cursor: first.next_cursor ?? "" });
    expect(rest).toMatchObject({ audit_log: [{ action: "workspace.changed" }], next_cursor: null });
    expect((await readAuditLog(await createWorkspace(), {}, { limit: 2 })).audit_log).toEqual([]);
  });
});
