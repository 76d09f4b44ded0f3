import { describe, expect, it } from "vitest";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { getUser, listUsers } from "#lib/profile/service-users.ts";
import { countAudience } from "#lib/segment/service.ts";
import { createList, listOrThrow } from "#lib/segment/service-lists.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import type { ImportView } from "./schema.ts";
import { cancelImport, changeImport, checkImport, getImport, refusedRows, runImport } from "./service.ts";
import { workOnImport } from "./service-run.ts";
import { uploadImport } from "./service-upload.ts";

useTestDatabase();

async function* bytesOf(...parts: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield typeof part === "string" ? new TextEncoder().encode(part) : part;
}

const upload = (context: Context, ...parts: (string | Uint8Array)[]): Promise<ImportView> =>
  uploadImport(context, bytesOf(...parts), { name: "people.csv" });

/** As the worker does with the job that was enqueued last. */
async function work(context: Context, importId: string): Promise<void> {
  const { rows } = await pool().query<{ job_id: string }>("SELECT job_id FROM imports WHERE id = $1", [
    importId,
  ]);
  const jobId = rows[0]?.job_id ?? "";
  await workOnImport({ workspaceId: context.workspaceId, importId, jobId }, () => context.now);
}

async function checked(context: Context, importId: string): Promise<ImportView> {
  await checkImport(context, importId);
  await work(context, importId);
  return getImport(context, importId);
}

async function ran(context: Context, importId: string): Promise<ImportView> {
  await runImport(context, importId);
  await work(context, importId);
  return getImport(context, importId);
}

const FILE = [
  "id;Prénom;E-mail;Points;Pays",
  "u1;Zoë;zoe@example.com;120;FR",
  "u2;Ben;ben(at)example.com;many;DE",
  "u3;Léa;;7;FR;extra",
  'u4;"open;x@y.example;1;FR',
  "u5;王;;9;CN",
  "u1;Zoë;zoe@example.com;121;FR",
  "",
].join("\n");

describe("a CSV import", () => {
  it("is read otherwise when its author says so", async () => {
    const context = await createWorkspace();
    const { import_id } = await upload(context, "external_id,name|x;tier\nu1,Zo|;gold\nu2,Be|;silver\n");
    const read = await changeImport(context, import_id, { delimiter: ";" });
    expect(read).toMatchObject({ delimiter: ";", assumed: [] });
    expect(read.columns.map(({ heading }) => heading)).toEqual(["external_id,name|x", "tier"]);
    expect(read.mapping).toContainEqual({ column: 1, target: "tier", type: "text" });
    const other = await changeImport(context, import_id, { delimiter: "|", encoding: "windows-1252" });
    expect(other).toMatchObject({ delimiter: "|", encoding: "windows-1252" });
    expect(other.columns.map(({ heading }) => heading)).toEqual(["external_id,name", "x;tier"]);
  });

  it("refuses rows with a character that cannot be stored, and takes the others", async () => {
    const context = await createWorkspace();
    const file = [
      "external_id,na\u0000me,points,notes",
      `u1,Zo\u0000,1,${"x".repeat(79)}🎉 long`,
      `u2,Ben,${"9".repeat(39)}🎉,fine`,
      "u3,Léa,3,fine",
      "",
    ].join("\n");
    const { import_id } = await upload(context, file);
    await changeImport(context, import_id, {
      mapping: [
        { column: 0, target: "external_id", type: "text" },
        { column: 1, target: "first_name", type: "text" },
        { column: 2, target: "points", type: "number" },
        { column: 3, target: "notes", type: "text" },
      ],
    });
    expect(await ran(context, import_id)).toMatchObject({ status: "finished" });
    expect((await listUsers(context, { limit: 9 })).users.map((user) => user.external_id)).toEqual(["u3"]);
  });

  it("says what it takes the file for", async () => {
    const context = await createWorkspace();
    const view = await upload(context, FILE.slice(0, 40), FILE.slice(40));
    expect(view).toMatchObject({
      status: "uploaded",
      encoding: "utf-8",
      delimiter: ";",
      assumed: [],
      bytes: Buffer.byteLength(FILE),
      mapping: [
        { column: 0, target: "external_id", type: "text" },
        { column: 1, target: "first_name", type: "text" },
        { column: 2, target: "email", type: "text" },
        { column: 3, target: "points", type: "text" },
        { column: 4, target: "country", type: "text" },
      ],
    });
  });

  it("checks without changing anybody, then imports the good rows and keeps the bad ones with the reason", async () => {
    const context = await createWorkspace();
    const { import_id: id, mapping } = await upload(context, FILE);
    const list = await createList(context, { name: "Fair" });
    await changeImport(context, id, {
      mapping: mapping.map((column) => (column.target === "points" ? { ...column, type: "number" } : column)),
      list_id: list.list_id,
    });
    const check = await checked(context, id);
    expect(check).toMatchObject({
      status: "checked",
      progress: 1,
      check: { rows: 6, new: 2, changed: 1, unchanged: 0, refused: 3, repeated: 1 },
    });
    expect(check.problems.map(({ line, code, column }) => [line, code, column])).toEqual([
      [3, "invalid_email", "E-mail"],
      [3, "wrong_type", "Points"],
      [4, "wrong_length", null],
      [5, "quote_not_closed", null],
    ]);
    expect((await listUsers(context, { limit: 10 })).users).toEqual([]);

    const run = await ran(context, id);
    expect(run).toMatchObject({
      status: "finished",
      counts: { rows: 6, new: 2, changed: 1, unchanged: 0, refused: 3 },
    });
    expect(await getUser(context, "u1")).toMatchObject({
      attributes: { first_name: "Zoë", country: "FR" },
      custom_attributes: { points: 121 },
    });
    expect(await listOrThrow(context, list.list_id)).toMatchObject({ people_count: 2 });
    const filter = { op: "and" as const, filters: [{ type: "list" as const, list_id: list.list_id }] };
    expect(await countAudience(context, { filter })).toMatchObject({ count: 2 });

    const file = await new Response(await refusedRows(context, id)).text();
    expect(file.split("\r\n").map((line) => line.split(",")[0])).toEqual(["import_line", "3", "4", "5", ""]);
    expect(file).toContain("ben(at)example.com");
    const { rows } = await pool().query("SELECT 1 FROM import_chunks WHERE import_id = $1", [id]);
    expect(rows).toEqual([]);
  });

  it("finds nothing to change when it is imported again, and the error file can be mended and imported", async () => {
    const context = await createWorkspace();
    await ran(context, (await upload(context, "id,tier\nu1,gold\nu2,silver\n")).import_id);
    const again = await checked(context, (await upload(context, "id,tier\nu1,gold\nu2,gold\n")).import_id);
    expect(again.check).toMatchObject({ new: 0, changed: 1, unchanged: 1 });
    const mended = "import_line,import_problem,id,tier\n3,Too long,u3,gold\n";
    const view = await upload(context, mended);
    expect(view.mapping.map(({ target }) => target)).toEqual(["external_id", "tier"]);
    expect(await ran(context, view.import_id)).toMatchObject({ counts: { new: 1, refused: 0 } });
  });

  it.each([
    ["UTF-8 with a mark", "utf-8", Buffer.from("\uFEFFid,first_name\nu1,Zoë\n"), []],
    ["UTF-16", "utf-16le", Buffer.from("\uFEFFid,first_name\nu1,Zoë\n", "utf16le"), []],
    ["Windows-1252", "windows-1252", Buffer.from("id,first_name\nu1,Zoë\n", "latin1"), ["windows_1252"]],
  ])("reads %s", async (_name, encoding, bytes, assumed) => {
    const context = await createWorkspace();
    // One byte at a time: characters and quotes are cut anywhere.
    const view = await upload(context, ...[...bytes].map((byte) => Uint8Array.of(byte)));
    expect(view).toMatchObject({ encoding, assumed });
    await ran(context, view.import_id);
    expect((await getUser(context, "u1")).first_name).toBe("Zoë");
  });

  it("goes on where a killed worker stopped, counting each row once", async () => {
    const context = await createWorkspace();
    const rows = Array.from(
      { length: 1_200 },
      (_, index) => `u${index},${index % 10 === 0 ? "many" : index}`,
    );
    const { import_id: id } = await upload(context, `id,points\n${rows.join("\n")}`);
    await changeImport(context, id, {
      mapping: [
        { column: 0, target: "external_id", type: "text" },
        { column: 1, target: "points", type: "number" },
      ],
    });
    await runImport(context, id);
    // The second batch fails in the middle of its transaction, as when the worker dies.
    await pool().query(
      `CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.line > 700 THEN RAISE 'killed'; END IF; RETURN NEW; END $$`,
    );
    await pool().query(
      "CREATE TRIGGER die BEFORE INSERT ON import_refusals FOR EACH ROW EXECUTE FUNCTION die()",
    );
    await expect(work(context, id)).rejects.toThrow("killed");
    expect(await getImport(context, id)).toMatchObject({
      status: "running",
      counts: { rows: 500, refused: 50 },
    });
    await pool().query("DROP TRIGGER die ON import_refusals");
    await work(context, id);
    expect(await getImport(context, id)).toMatchObject({
      status: "finished",
      counts: { rows: 1_200, new: 1_080, refused: 120 },
    });
  });

  it("stops at a cancel and keeps who was imported", async () => {
    const context = await createWorkspace();
    const { import_id: id } = await upload(context, "id\nu1\n");
    await runImport(context, id);
    const { rows } = await pool().query<{ job_id: string }>("SELECT job_id FROM imports WHERE id = $1", [id]);
    expect(await cancelImport(context, id)).toMatchObject({ status: "cancelled" });
    const job = { workspaceId: context.workspaceId, importId: id, jobId: rows[0]?.job_id ?? "" };
    await workOnImport(job, () => context.now);
    expect(await getImport(context, id)).toMatchObject({ status: "cancelled", counts: { rows: 0 } });
    await expect(runImport(context, id)).rejects.toThrow(/cancelled/);
  });

  it.each([
    ["an empty file", "", "empty_file"],
    ["a workbook", "PK\u0003\u0004rest", "not_csv"],
    ["a heading alone", "id,name\n", "no_rows"],
  ])("refuses %s and keeps nothing of it", async (_name, text, code) => {
    const context = await createWorkspace();
    await expect(upload(context, text)).rejects.toMatchObject({ errors: [{ code, field: "file" }] });
    const { rows } = await pool().query("SELECT 1 FROM imports WHERE workspace_id = $1", [
      context.workspaceId,
    ]);
    expect(rows).toEqual([]);
  });

  it("is not started without a column that says who a row is about", async () => {
    const context = await createWorkspace();
    const { import_id: id } = await upload(context, "name\nZoë\n");
    await expect(checkImport(context, id)).rejects.toMatchObject({ errors: [{ code: "no_external_id" }] });
  });

  it("is unknown to other workspaces", async () => {
    const { import_id: id } = await upload(await createWorkspace(), "id\nu1\n");
    await expect(getImport(await createWorkspace(), id)).rejects.toThrow("There is no such import.");
  });
});
