import { expect, it } from "vitest";
import { pool } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { createSettler } from "./service-settle.ts";
import { ended } from "./settlement.ts";
import { loadForSending } from "./store-send.ts";

useTestDatabase();

it("writes an outcome without what follows from it when that can never be written", async () => {
  const { workspaceId } = await createWorkspace();
  const id = newId();
  await pool().query(
    "INSERT INTO deliveries (id, workspace_id, status, queued_at) VALUES ($1, $2, 'pending', now())",
    [id, workspaceId],
  );
  const [row] = await loadForSending([id], null);
  if (!row) throw new Error("not loaded");
  let tries = 0;
  const settler = createSettler("w", {
    onRoom: () => {},
    followUp: async () => async (sql) => {
      tries++;
      await sql.query("SELECT 1 / 0");
    },
  });
  settler.add(ended(row, "failed", "rejected", "no"));
  await settler.settled();
  const { rows } = await pool().query("SELECT status FROM deliveries WHERE id = $1", [id]);
  expect([tries, rows]).toEqual([3, [{ status: "failed" }]]);
});

it("writes what follows from an outcome with the outcome or not at all", async () => {
  const { workspaceId } = await createWorkspace();
  const id = newId();
  await pool().query(
    "INSERT INTO deliveries (id, workspace_id, status, queued_at) VALUES ($1, $2, 'pending', now())",
    [id, workspaceId],
  );
  const [row] = await loadForSending([id], null);
  if (!row) throw new Error("not loaded");
  const seen: unknown[] = [];
  const settler = createSettler("w", {
    onRoom: () => {},
    followUp: async () => async (sql, settled) => {
      const { rows } = await sql.query("SELECT status FROM deliveries WHERE id = $1", [id]);
      const outside = await pool().query("SELECT status FROM deliveries WHERE id = $1", [id]);
      seen.push([settled.length, rows[0]?.status, outside.rows[0]?.status]);
      if (seen.length === 1) throw new Error("the connection is gone");
    },
  });
  settler.add(ended(row, "failed", "rejected", "no"));
  await settler.settled();
  // The first time was undone with its follow-up, and both were written once more.
  expect(seen).toEqual([
    [1, "failed", "pending"],
    [1, "failed", "pending"],
  ]);
  const { rows } = await pool().query("SELECT status FROM deliveries WHERE id = $1", [id]);
  expect(rows).toEqual([{ status: "failed" }]);
});
