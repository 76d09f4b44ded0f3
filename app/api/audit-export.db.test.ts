import { expect, it } from "vitest";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { keyOf, useApi } from "#lib/testing/api-server.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { readAuditLog, recordAudit } from "#lib/workspace/service-audit.ts";

useTestDatabase();
const call = useApi();

interface Line {
  audit_entry_id: string;
  at: string;
  action: string;
  subject_id: string;
}

const linesOf = (text: string): Line[] =>
  text
    .trimEnd()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);

/** More than the export reads at once. */
const MANY = 1_203;

async function fill(context: Context): Promise<void> {
  await pool().query(
    `INSERT INTO audit_entries (id, workspace_id, at, actor, action, subject_type, subject_id, request_id)
     SELECT gen_random_uuid(), $1, '2026-01-01T00:00:00Z'::timestamptz + (n / 3) * interval '1 second',
            '{"kind":"system","job":"test"}', CASE WHEN n % 2 = 0 THEN 'a.even' ELSE 'a.odd' END, 'thing', n::text, 'r'
       FROM generate_series(1, $2) n`,
    [context.workspaceId, MANY],
  );
}

it("holds every entry once, newest first, also where many share a moment", async () => {
  const context = await createWorkspace();
  await fill(context);
  await fill(await createWorkspace());
  const key = await keyOf(context, ["audit_log.read"]);
  const answer = await call("GET", "/audit_log/export", { key });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toContain("application/x-ndjson");
  expect(answer.headers.get("content-disposition")).toContain("audit-log.ndjson");
  const lines = linesOf(answer.text).filter(({ action }) => action.startsWith("a."));
  expect(lines).toHaveLength(MANY);
  expect(new Set(lines.map(({ audit_entry_id: id }) => id)).size).toBe(MANY);
  const times = lines.map(({ at }) => at);
  expect(times).toEqual(times.toSorted().toReversed());
});

it("keeps to the filters of the screen", async () => {
  const context = await createWorkspace();
  await fill(context);
  const key = await keyOf(context, ["audit_log.read"]);
  const even = linesOf((await call("GET", "/audit_log/export?action=a.even", { key })).text);
  expect(even).toHaveLength(Math.floor(MANY / 2));
  const one = linesOf((await call("GET", "/audit_log/export?subject_id=7", { key })).text);
  expect(one).toMatchObject([{ subject_id: "7" }]);
  const late = linesOf(
    (await call("GET", "/audit_log/export?since=2026-01-01T00:06:00Z&action=a.odd", { key })).text,
  );
  expect(late.length).toBeGreaterThan(0);
  expect(late.length).toBeLessThan(MANY / 2);
  expect(await call("GET", "/audit_log/export?since=yesterday", { key })).toMatchObject({
    status: 422,
    body: { errors: [{ field: "since" }] },
  });
});

it("says what was before and after, for those who may read it", async () => {
  const context = await createWorkspace();
  const change = { action: "thing.changed", subject: { type: "thing", id: "1" } };
  await recordAudit(context, { ...change, before: { name: "A" }, after: { name: "B" } });
  const key = await keyOf(context, ["audit_log.read"]);
  const [line] = linesOf((await call("GET", "/audit_log/export?action=thing.changed", { key })).text);
  const { audit_log } = await readAuditLog(context, { action: "thing.changed" }, { limit: 5 });
  expect([line]).toEqual(audit_log);
  expect(line).toMatchObject({ before: { name: "A" }, after: { name: "B" } });
  const weak = await keyOf(context, ["campaigns.read"]);
  expect((await call("GET", "/audit_log/export", { key: weak })).status).toBe(403);
});

it("carries no secret that a change was about", async () => {
  const context = await createWorkspace();
  const key = await keyOf(context);
  const secret = { name: "crm", value: "s3cr3t-value", allowed_hosts: ["api.example.com"] };
  const { secret_id: id } = (await call("POST", "/secrets", { key, body: secret })).body;
  await call("PATCH", `/secrets/${id}`, { key, body: { value: "0ther-value" } });
  const { token } = (await call("POST", "/api_keys", { key, body: { name: "K", scopes: ["users.track"] } }))
    .body;
  const { text } = await call("GET", "/audit_log/export", { key });
  expect(text).toContain("secret.rotated");
  expect(text).not.toMatch(/s3cr3t-value|0ther-value/);
  expect(text).not.toContain(token);
});
