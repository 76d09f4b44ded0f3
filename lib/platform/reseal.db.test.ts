import { expect, it } from "vitest";
import { signingSecret } from "#lib/delivery/service-signing.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { open, seal, sealPrefix } from "./crypto.ts";
import { pool } from "./db.ts";
import { newId } from "./id.ts";
import { resealAll, resealSigning } from "./reseal-store.ts";

useTestDatabase();

it("seals anew what another key has sealed and leaves the rest alone", async () => {
  const { workspaceId } = await createWorkspace();
  await pool().query(
    "INSERT INTO secrets (id, workspace_id, name, sealed, updated_at) VALUES ($1, $2, 'a', $3, now())",
    [newId(), workspaceId, seal("value")],
  );
  expect(await resealAll()).toBe(0);
});

it("never sets back what is changed at the same moment", async () => {
  const { workspaceId } = await createWorkspace();
  const signing = (value: string) => [workspaceId, JSON.stringify([{ key_id: "1", sealed: seal(value) }])];
  await pool().query("UPDATE workspaces SET signing = $2 WHERE id = $1", signing("old key"));
  await pool().query(
    "INSERT INTO hosts (workspace_id, host, signing) VALUES ($1, 'b.example', $2)",
    signing("old key"),
  );
  const user = await pool().connect();
  await user.query("BEGIN");
  await user.query("UPDATE workspaces SET signing = $2 WHERE id = $1", signing("new key"));
  await user.query("UPDATE hosts SET signing = $2 WHERE workspace_id = $1", signing("new key"));
  const running = resealSigning(() => "", new Date());
  await new Promise((done) => setTimeout(done, 300));
  await user.query("COMMIT");
  user.release();
  await running;
  const { rows } = await pool().query(
    "SELECT w.signing || h.signing AS keys FROM workspaces w JOIN hosts h ON h.workspace_id = w.id WHERE w.id = $1",
    [workspaceId],
  );
  expect(rows[0].keys.map((key: { sealed: string }) => open(key.sealed))).toEqual(["new key", "new key"]);
});

it("pins the first signing key of a workspace and seals the own keys of hosts anew", async () => {
  const { workspaceId } = await createWorkspace();
  const own = { key_id: "1", sealed: seal("whsec_own"), created_at: "", until: null };
  const shared = { key_id: "workspace", sealed: null, created_at: "", until: "2099-01-01T00:00:00Z" };
  await pool().query("INSERT INTO hosts (workspace_id, host, signing) VALUES ($1, 'a.example', $2)", [
    workspaceId,
    JSON.stringify([own, shared]),
  ]);
  const old = Buffer.alloc(32, 9).toString("base64");
  await resealSigning((id) => signingSecret(id, old), new Date());
  const { rows } = await pool().query(
    "SELECT w.signing AS workspace, h.signing AS host FROM workspaces w JOIN hosts h ON h.workspace_id = w.id WHERE w.id = $1",
    [workspaceId],
  );
  const [first] = rows[0].workspace;
  expect(first.sealed.startsWith(sealPrefix())).toBe(true);
  expect(open(first.sealed)).toBe(signingSecret(workspaceId, old));
  expect(open(rows[0].host[0].sealed)).toBe("whsec_own");
  expect(rows[0].host[1].sealed).toBeNull();
});
