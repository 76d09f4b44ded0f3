import type { GalleryTemplateInput } from "../schema.ts";

export const playfabReward: GalleryTemplateInput = {
  id: "playfab-reward",
  name: "PlayFab: reward a level",
  category: "games",
  vendor: "playfab",
  docs_url: "https://learn.microsoft.com/rest/api/playfab/economy/inventory/add-inventory-items",
  guide: "game-reward",
  checked_on: "2026-02-27",
  base_url: "https://{{ secrets.playfab_title_id }}.playfabapi.com",
  webhook: {
    method: "POST",
    path: "/Inventory/AddInventoryItems",
    headers: { "X-EntityToken": "{{ secrets.playfab_entity_token }}", "Content-Type": "application/json" },
    body: {
      type: "json",
      value: `{
  "Entity": { "Type": "title_player_account", "Id": {{ custom_attribute.\${playfab_player_id} | json }} },
  "Item": { "Id": "[[coin_item_id]]" },
  "Amount": {{ event_properties.\${coins} | default: 100 | plus: 0 }},
  "IdempotencyId": {{ \${user_id} | append: "-level-" | append: event_properties.\${level} | json }}
}`,
    },
  },
  parameters: [{ name: "coin_item_id", label: "Id of the coins", default: "coins" }],
  required: [
    { path: "custom_attribute.${playfab_player_id}", reason: "no PlayFab player" },
    { path: "event_properties.${level}", reason: "the event names no level" },
  ],
  secrets: [
    { name: "playfab_title_id", hint: "Title id", sample: "sampletitle" },
    { name: "playfab_entity_token", hint: "Entity token, valid for 24 hours", sample: "sample-entity-token" },
  ],
  outcome_rules: [
    {
      status: 400,
      body: { path: "error", equals: "DatabaseThroughputExceeded" },
      outcome: "wait",
      wait_path: "retryAfterSeconds",
      wait_seconds: 5,
    },
    { status: 401, outcome: "halt", advice: "token_expired" },
  ],
  trigger: {
    event: "level_reached",
    filters: [{ property: "level", op: "greater_than_or_equal", value: 10 }],
  },
  example: {
    person: { external_id: "u1", custom_attributes: { playfab_player_id: "PF1" } },
    event_properties: { level: 10, coins: 100 },
  },
};
