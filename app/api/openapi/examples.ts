/** Requests that work against a new workspace, or do once the id in them is one of yours. By "METHOD /path". */
export const EXAMPLES: Readonly<Record<string, unknown>> = {
  "POST /users/track": {
    attributes: [{ external_id: "u1", first_name: "Zoë", tier: "gold" }],
    events: [{ external_id: "u1", name: "flight_booked", properties: { points: 120, fare: 340 } }],
  },
  "POST /users/delete": { external_ids: ["u1"] },
  "POST /users/export/ids": { external_ids: ["u1"] },
  "POST /users/alias/new": {
    user_aliases: [{ external_id: "u1", alias_name: "77", alias_label: "loyalty" }],
  },
  "POST /messages/send": {
    external_user_ids: ["u1"],
    messages: {
      webhook: {
        url: "https://api.example.com/members/{{${user_id}}}",
        request_method: "POST",
        request_headers: { "Content-Type": "application/json" },
        body: '{"points": 120}',
      },
    },
  },
  "POST /campaigns/trigger/send": {
    campaign_id: "01890a5d-ac96-774b-bcce-b302099a8057",
    trigger_properties: { points: 120 },
    recipients: [{ external_user_id: "u1", trigger_properties: { points: 200 } }],
  },
  "POST /campaigns": {
    name: "Loyalty credit",
    type: "webhook",
    variations: [
      {
        name: "A",
        percentage: 100,
        webhook: {
          method: "POST",
          url: "https://api.example.com/members/{{${user_id}}}/credit",
          body: { type: "json", value: { points: "{{event_properties.${points}}}" } },
        },
      },
    ],
    delivery: { type: "action", event: "flight_booked" },
  },
  "POST /campaigns/{campaign_id}/preview": {
    external_user_id: "u1",
    event_properties: { points: 120 },
  },
  "POST /lists": { name: "Spring fair" },
  "POST /lists/{list_id}/members": { add: ["u1"] },
  "POST /segments": {
    name: "Gold members",
    filter: { op: "and", filters: [{ type: "attribute", attribute: "tier", op: "equals", value: "gold" }] },
  },
  "POST /segments/count": {
    filter: { op: "and", filters: [{ type: "attribute", attribute: "tier", op: "equals", value: "gold" }] },
  },
  "PUT /hosts/{host}": { rate_limit: { per_second: 100, burst: 100 }, max_concurrency: 32 },
  "POST /content_blocks/create": { name: "footer", content: "Yours, {{${first_name}}}" },
  "POST /api_keys": { name: "Booking service", scopes: ["users.track", "campaigns.trigger.send"] },
};
