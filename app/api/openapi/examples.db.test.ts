import { expect, it } from "vitest";
import { keyOf, useApi } from "#lib/testing/api-server.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { EXAMPLES } from "./examples.ts";

useTestDatabase();
const call = useApi();

it.each(Object.keys(EXAMPLES))("the example of %s is taken by the server", async (name) => {
  const key = await keyOf(await createWorkspace());
  await call("POST", "/users/track", { key, body: { attributes: [{ external_id: "u1" }] } });
  const campaign = {
    name: "C",
    variations: [{ webhook: { url: "https://api.example.com/x" } }],
    delivery: { type: "api_trigger" },
  };
  const { campaign_id: id } = (await call("POST", "/campaigns", { key, body: campaign })).body;
  await call("POST", `/campaigns/${id}/launch`, { key, body: {} });
  const list = (await call("POST", "/lists", { key, body: { name: "L" } })).body.list_id;
  const [method = "", path = ""] = name.split(" ");
  const filled = path
    .replace("{campaign_id}", id)
    .replace("{host}", "api.example.com")
    .replace("{list_id}", list);
  const example = EXAMPLES[name] as Record<string, unknown>;
  const body = "campaign_id" in example ? { ...example, campaign_id: id } : example;
  const answer = await call(method, filled, { key, body });
  expect(answer.status, answer.text).toBeLessThan(300);
});
