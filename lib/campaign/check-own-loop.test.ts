import { expect, it } from "vitest";
import { checkOwnLoop } from "./check-own-loop.ts";
import { newDefinition } from "./definition.ts";
import { createCampaignSchema } from "./schema.ts";

const TRACK = "{{ app.base_url }}/users/track";
const tree = (name: string) => ({ events: [{ external_id: "{{${user_id}}}", name }] });

function codes(url: string, value: unknown, delivery: object = { type: "action", event: "ping" }): string[] {
  const variations = [{ webhook: { method: "POST", url, body: { type: "json", value } } }];
  const input = createCampaignSchema.parse({ name: "C", variations, delivery });
  return checkOwnLoop(newDefinition(input, () => "0198b7f0-0000-7000-8000-000000000001")).map(
    ({ code }) => code,
  );
}

it("flags a campaign that tracks the event that starts it, written as a tree or as text", () => {
  expect(codes(TRACK, tree("ping"))).toEqual(["starts_itself"]);
  expect(codes(TRACK, '{"events":[{"external_id":"u1","name": "ping"}]}')).toEqual(["starts_itself"]);
  expect(codes("{{ app.origin }}/api/v1/users/track", tree("ping"))).toEqual(["starts_itself"]);
});

it("says nothing of another event, another address, or a campaign that no event starts", () => {
  expect(codes(TRACK, tree("pong"))).toEqual([]);
  expect(codes("https://api.example.com/users/track", tree("ping"))).toEqual([]);
  expect(codes(TRACK, tree("ping"), { type: "api_trigger" })).toEqual([]);
});
