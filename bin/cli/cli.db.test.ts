import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { keyOf, useApi } from "#lib/testing/api-server.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";

useTestDatabase();
const call = useApi();

const CLI = resolve(import.meta.dirname, "../cli.ts");

interface Run {
  code: number;
  out: string;
  err: string;
}

/** Runs the command as a terminal does, with a home of its own. */
function terminal(home: string) {
  return (...args: string[]): Promise<Run> =>
    new Promise((done) => {
      const { SIGNALBOX_URL: _url, SIGNALBOX_API_KEY: _key, ...rest } = process.env;
      const env = { ...rest, XDG_CONFIG_HOME: home };
      execFile(process.execPath, [CLI, ...args], { cwd: home, env }, (error, out, err) =>
        done({ code: error ? Number(error.code) : 0, out, err }),
      );
    });
}

it("drives a server from the first login to a pushed change", async () => {
  const key = await keyOf(await createWorkspace());
  const webhook = {
    url: "https://api.example.com/{{${user_id}}}",
    headers: { Authorization: "Bearer {{ secrets.crm }}" },
    body: { type: "json", value: { points: "{{api_trigger_properties.${points}}}" } },
  };
  await call("POST", "/secrets", { key, body: { name: "crm", value: "hush-hush-value" } });
  const created = await call("POST", "/campaigns", {
    key,
    body: { name: "Credit", variations: [{ webhook }], delivery: { type: "api_trigger" } },
  });
  const id: string = created.body.campaign_id;
  await call("POST", `/campaigns/${id}/launch`, { key, body: {} });
  await call("POST", "/users/track", { key, body: { attributes: [{ external_id: "u1" }] } });

  const home = mkdtempSync(join(tmpdir(), "signalbox-home-"));
  const run = terminal(home);
  expect(await run("pull")).toMatchObject({ code: 2, err: expect.stringContaining("Log in first") });
  expect(await run("login", "--url", call.origin(), "--key", "sbx_wrong")).toMatchObject({ code: 2 });
  expect(await run("login", "--url", `${call.origin()}/`, "--key", key)).toMatchObject({ code: 0, err: "" });
  expect(statSync(join(home, "signalbox/login.json")).mode & 0o077).toBe(0);

  const rendered = await run("preview", id, "--user", "u1", "--properties", '{"points": 7}');
  expect(JSON.parse(rendered.out)).toMatchObject({ request: { url: "https://api.example.com/u1" } });
  expect(rendered.out).toContain('"points\\":7');
  expect(rendered.out).not.toContain("hush-hush-value");

  const args = ["trigger", id, "--user", "u1", "--properties", '{"points": 7}', "--idempotency-key", "o1"];
  const sent = await run(...args);
  expect(JSON.parse(sent.out)).toMatchObject({ results: [{ status: "accepted" }] });
  expect((await run(...args)).out).toBe(sent.out);
  expect(await run("trigger", id)).toMatchObject({ code: 2, err: expect.stringContaining("--user") });
  const followed = await run("tail", "--campaign", id, "--once");
  expect(followed.out.trim().split("\n")).toHaveLength(1);
  expect(followed.out).toContain("pending  u1");

  const files = (await run("pull", "code")).out.trim().split("\n");
  expect(files.map((file) => file.split("/")[0])).toContain("campaigns");
  expect(await run("diff", "code")).toMatchObject({ code: 0, out: "Nothing differs.\n" });
  const file = join(home, "code/campaigns", readdirSync(join(home, "code/campaigns"))[0] ?? "");
  writeFileSync(file, readFileSync(file, "utf8").replace('"Credit"', '"Bonus"'));
  const diff = await run("diff", "code");
  expect(diff).toMatchObject({ code: 1, out: expect.stringContaining('+ name: "Bonus"') });
  expect(await run("push", "code", "--dry-run")).toMatchObject({ code: 1, out: diff.out });
  expect((await call("GET", `/campaigns/${id}`, { key })).body.name).toBe("Credit");
  expect(await run("push", "code")).toMatchObject({ code: 0, out: expect.stringContaining("pushed") });
  expect((await call("GET", `/campaigns/${id}`, { key })).body.name).toBe("Bonus");
  expect(await run("push", "code", "--dry-run")).toMatchObject({ code: 0 });

  writeFileSync(file, readFileSync(file, "utf8").replace('"Bonus"', '""'));
  const tried = await run("push", "code", "--dry-run");
  expect(tried).toMatchObject({
    code: 2,
    err: expect.stringMatching(/refused {2}campaigns\/.*\n.*\n.*name/),
  });
  const refused = await run("push", "code");
  expect(refused).toMatchObject({ code: 2, err: expect.stringContaining("name") });
}, 180_000);
