import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { SignalboxClient } from "#lib/client/client.ts";
import { keyOf, useApi } from "#lib/testing/api-server.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { compare, pull, push } from "./sync.ts";

useTestDatabase();
const call = useApi();

it("brings campaigns into files and changed files back, without a difference in between", async () => {
  const key = await keyOf(await createWorkspace());
  const webhook = {
    url: "https://api.example.com/x",
    headers: { Authorization: "Bearer {{ secrets.crm }}" },
    body: { type: "json", value: { b: 1, a: "{{${user_id}}}" } },
  };
  await call("POST", "/campaigns", { key, body: { name: "Loyalty crédit", variations: [{ webhook }] } });
  await call("POST", "/segments", { key, body: { name: "S", filter: { op: "and", filters: [] } } });
  await call("POST", "/content_blocks", { key, body: { name: "footer", content: "Bye" } });
  await call("POST", "/templates", { key, body: { name: "T", webhook } });
  await call("PUT", "/hosts/api.example.com", { key, body: { max_concurrency: 4 } });
  await call("POST", "/secrets", { key, body: { name: "crm", value: "hush-hush-value" } });

  const steps = [{ id: "send", type: "message", webhook, next: null }];
  const journey = { name: "Welcome", entry: { type: "action", event: "signed_up" }, start: "send", steps };
  expect((await call("POST", "/canvas", { key, body: journey })).status).toBe(201);

  const client = new SignalboxClient({ origin: call.origin(), key });
  const directory = mkdtempSync(join(tmpdir(), "signalbox-"));
  const files = await pull(client, directory);
  expect(files.map((file) => file.split("/")[0]).toSorted()).toEqual([
    "campaigns",
    "canvases",
    "content_blocks",
    "hosts",
    "segments",
    "templates",
  ]);
  const texts = files.map((file) => readFileSync(join(directory, file), "utf8"));
  expect(texts.join()).not.toContain("hush-hush-value");
  expect(await compare(client, directory)).toEqual([]);

  const file = join(directory, files.find((name) => name.startsWith("campaigns/")) ?? "");
  writeFileSync(file, readFileSync(file, "utf8").replace("Loyalty crédit", "Loyalty"));
  writeFileSync(
    join(directory, "segments/new.json"),
    JSON.stringify({ name: "New", filter: { op: "and", filters: [] } }),
  );
  const changes = await compare(client, directory);
  expect(changes).toMatchObject([
    { file: "segments/new.json", id: null },
    { differences: [{ path: "name", before: "Loyalty crédit", after: "Loyalty" }] },
  ]);
  for await (const file of push(client, directory, changes)) expect(file).toMatch(/\.json$/);
  expect(await compare(client, directory)).toEqual([]);
  expect((await call("GET", "/campaigns", { key })).body.campaigns).toMatchObject([{ name: "Loyalty" }]);
  expect(readdirSync(join(directory, "segments"))).toHaveLength(2);
});
