import { describe, expect, it } from "vitest";
import { type Answer, keyOf, useApi } from "#lib/testing/api-server.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";

useTestDatabase();
const call = useApi();

const AT_ONCE = 6;
const NOBODY = { op: "and", filters: [] };

async function together(method: string, path: string, body: unknown, key: string): Promise<Answer[]> {
  return Promise.all(Array.from({ length: AT_ONCE }, () => call(method, path, { key, body })));
}

const statuses = (answers: readonly Answer[]): number[] => answers.map(({ status }) => status).toSorted();
const one = [201, ...Array(AT_ONCE - 1).fill(409)];

describe("equal calls at one moment", () => {
  it.each<[string, unknown]>([
    ["/segments", { name: "Same", filter: NOBODY }],
    ["/lists", { name: "Same" }],
    ["/templates", { name: "Same", webhook: { method: "POST", url: "https://api.example.com/" } }],
    ["/content_blocks", { name: "same", content: "x" }],
    ["/secrets", { name: "same", value: "secret", allowed_hosts: ["api.example.com"] }],
    ["/receivers", { name: "Same" }],
    ["/inbound", { name: "Same", scheme: "none", mapping: { event: "e", external_id: "{{ body.id }}" } }],
  ])("POST %s makes one, and says so to the others", async (path, body) => {
    const key = await keyOf(await createWorkspace());
    const answers = await together("POST", path, body, key);
    expect(statuses(answers), answers.map(({ text }) => text).join("\n")).toEqual(one);
  });

  it("people known by aliases become one new person", async () => {
    const key = await keyOf(await createWorkspace());
    const aliases = Array.from({ length: AT_ONCE }, (_, n) => ({
      alias_label: "device",
      alias_name: `${n}`,
    }));
    const attributes = aliases.map((user_alias, n) => ({ user_alias, [`seen_${n}`]: true }));
    expect((await call("POST", "/users/track", { key, body: { attributes } })).status).toBe(201);
    const answers = await Promise.all(
      aliases.map((user_alias) =>
        call("POST", "/users/identify", {
          key,
          body: { aliases_to_identify: [{ external_id: "u1", user_alias }], merge_behavior: "merge" },
        }),
      ),
    );
    for (const { body, text } of answers) expect(body, text).toMatchObject({ aliases_processed: 1 });
    const { body } = await call("GET", "/users/u1", { key });
    expect(Object.keys(body.custom_attributes as object).toSorted()).toEqual(
      aliases.map((_, n) => `seen_${n}`),
    );
    expect((await call("GET", "/users", { key })).body.users).toHaveLength(1);
  });

  it("one alias is identified once", async () => {
    const key = await keyOf(await createWorkspace());
    const user_alias = { alias_label: "device", alias_name: "1" };
    await call("POST", "/users/track", { key, body: { attributes: [{ user_alias, tier: "gold" }] } });
    const body = { aliases_to_identify: [{ external_id: "u1", user_alias }], merge_behavior: "merge" };
    const answers = await together("POST", "/users/identify", body, key);
    for (const answer of answers) expect(answer.body, answer.text).toMatchObject({ aliases_processed: 1 });
  });

  it("a new person is made once, whoever comes first", async () => {
    const key = await keyOf(await createWorkspace());
    const user_alias = { alias_label: "device", alias_name: "1" };
    const track = {
      attributes: [
        { external_id: "u1", n: { inc: 1 } },
        { user_alias, n: { inc: 1 } },
      ],
    };
    expect(statuses(await together("POST", "/users/track", track, key))).toEqual(Array(AT_ONCE).fill(201));
    const { body } = await call("GET", "/users/u1", { key });
    expect(body.custom_attributes).toEqual({ n: AT_ONCE });
    expect((await call("GET", "/users", { key })).body.users).toHaveLength(2);
  });

  it("people are renamed, erased and tracked side by side", async () => {
    const key = await keyOf(await createWorkspace());
    const user_alias = { alias_label: "device", alias_name: "1" };
    const track = {
      attributes: [
        { user_alias, a: 1 },
        { external_id: "u1", b: 1 },
      ],
    };
    const identify = { aliases_to_identify: [{ external_id: "u1", user_alias }], merge_behavior: "merge" };
    const calls = Array.from({ length: AT_ONCE }, () => [
      call("POST", "/users/track", { key, body: track }),
      call("POST", "/users/identify", { key, body: identify }),
      call("POST", "/users/delete", { key, body: { external_ids: ["u1"] } }),
    ]);
    // Those that were in each other's way for too long stored nothing, and say when to ask again.
    for (const answer of await Promise.all(calls.flat()))
      expect(
        answer.status < 300 || (answer.status === 503 && answer.text.includes('"busy"')),
        answer.text,
      ).toBe(true);
  });
});
