import type { GalleryTemplateInput } from "../schema.ts";

/** Named after person and level rather than after the delivery: a second event for the same level pays nothing. */
export const gameReward: GalleryTemplateInput = {
  id: "game-reward",
  name: "Own game API: reward a level",
  category: "games",
  vendor: "game",
  docs_url: null,
  guide: "game-reward",
  checked_on: "2026-11-20",
  base_url: "https://game.example.com",
  webhook: {
    method: "POST",
    path: "/v1/players/{{ ${user_id} | url_param_escape }}/rewards",
    headers: {
      Authorization: "Bearer {{ secrets.game_api_key }}",
      "Content-Type": "application/json",
      "Idempotency-Key": "{{ ${user_id} | url_param_escape }}-level-{{ event_properties.${level} }}",
    },
    body: {
      type: "json",
      value: `{
  "kind": "coins",
  "amount": {{ event_properties.\${coins} | default: 100 | plus: 0 }},
  "reason": {{ "level " | append: event_properties.\${level} | json }}
}`,
    },
  },
  parameters: [],
  required: [{ path: "event_properties.${level}", reason: "the event names no level" }],
  secrets: [{ name: "game_api_key", hint: "Key of the game's API", sample: "sample-game-key" }],
  outcome_rules: [
    { status: 200, body: { path: "created", equals: false }, outcome: "already" },
    { status: 401, outcome: "halt", advice: "token_expired" },
    { status: 404, outcome: "reject", advice: "person_unknown" },
    { status: 409, outcome: "reject", advice: "key_reused" },
    { status: 422, outcome: "reject", advice: "fields_missing" },
  ],
  trigger: {
    event: "level_reached",
    filters: [{ property: "level", op: "greater_than_or_equal", value: 10 }],
  },
  example: { person: { external_id: "u1" }, event_properties: { level: 10, coins: 100 } },
};
