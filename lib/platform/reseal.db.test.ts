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

it("pins the signing key of the workspace for hosts that use it", async () => {
  const { workspaceId } = await createWorkspace();
  await pool().query("INSERT INTO hosts (workspace_id, host) VALUES ($1, 'a.example')", [workspaceId]);
  const old = Buffer.alloc(32, 9).toString("base64");
  await resealSigning((id) => signingSecret(id, old), new Date());
  const { rows } = await pool().query("SELECT signing FROM hosts WHERE workspace_id = $1", [workspaceId]);
  const [key] = rows[0].signing;
  expect(key.sealed.startsWith(sealPrefix())).toBe(true);
  expect(open(key.sealed)).toBe(signingSecret(workspaceId, old));
});
