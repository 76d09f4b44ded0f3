/** Calls that send, now or later, as existing clients know them. */
import { expect } from "vitest";
import { type Fact, fact, problem, times, type World } from "./braze-fact.ts";

const id = expect.any(String);
const person = { external_user_id: "a" };
const webhook = (world: World, extra: object = {}) => ({
  webhook: {
    url: "https://api.example.com/x",
    request_method: "POST",
    request_headers: { "X-A": "1" },
    body: '{"a":"{{${user_id}}}"}',
    message_variation_id: world.apiVariation,
    ...extra,
  },
});
const message = (extra: object) => (world: World) => ({
  external_user_ids: ["a"],
  messages: webhook(world),
  ...extra,
});
const audience = {
  AND: [
    { custom_attribute: { custom_attribute_name: "tier", comparison: "equals", value: "gold" } },
    { OR: [{ custom_attribute: { custom_attribute_name: "tier", comparison: "exists" } }] },
  ],
};

const trigger = (extra: object) => (world: World) => ({ campaign_id: world.campaign, ...extra });
const enter = (extra: object) => (world: World) => ({ canvas_id: world.canvas, ...extra });

/** What both ways of sending to recipients keep to. */
const recipientFacts = (call: (extra: object) => (world: World) => object): Fact[] => [
  fact("needs somebody to send to", call({}), 400, problem("no_recipients", "recipients")),
  fact("wants broadcast for an audience", call({ audience }), 400, problem("no_recipients")),
  fact(
    "allows no recipients of a broadcast",
    call({ broadcast: true, recipients: [person] }),
    400,
    problem("broadcast_with_recipients", "broadcast"),
  ),
  fact(
    "takes at most 50 recipients",
    call({ recipients: times(51, () => person) }),
    400,
    problem("max_ids_exceeded", "recipients"),
  ),
  fact("takes 50 recipients", call({ recipients: times(50, () => ({ external_user_id: "nobody" })) }), 201, {
    results: times(50, () => ({ status: "skipped", reason: "unknown_user" })),
  }),
  fact(
    "wants one way of naming a recipient",
    call({ recipients: [{ external_user_id: "a", braze_id: "x" }] }),
    422,
    problem("recipient_identifier", "recipients.0"),
  ),
  fact(
    "takes aliases and e-mail addresses",
    call({
      recipients: [
        { user_alias: { alias_name: "zoe", alias_label: "crm" } },
        { email: "zoe@example.com", prioritization: ["unidentified"] },
      ],
    }),
    201,
    { results: [{ external_user_id: "a" }, { external_user_id: "a" }] },
  ),
  fact(
    "creates somebody only from attributes",
    call({ recipients: [{ external_user_id: "new", send_to_existing_only: false }] }),
    422,
    problem("attributes_required", "recipients.0.send_to_existing_only"),
  ),
  fact(
    "creates nobody who is named by an alias",
    call({
      recipients: [
        {
          user_alias: { alias_name: "n", alias_label: "crm" },
          send_to_existing_only: false,
          attributes: { tier: "x" },
        },
      ],
    }),
    422,
    problem("alias_needs_user", "recipients.0.send_to_existing_only"),
  ),
  fact("refuses an audience it cannot read", call({ broadcast: true, audience: { XOR: [] } }), 422, {
    errors: expect.arrayContaining([expect.objectContaining({ code: expect.any(String) })]),
  }),
];

export const SEND_FACTS: Record<string, Fact[]> = {
  "POST /messages/send": [
    fact("sends the webhook it carries", message({}), 201, {
      dispatch_id: id,
      results: [{ external_user_id: "a", status: "accepted", delivery_id: id }],
    }),
    fact(
      "counts it under an API campaign and a send",
      (world) => ({ ...message({})(world), campaign_id: world.apiCampaign, send_id: "s1" }),
      201,
      { results: [{ status: "accepted" }] },
    ),
    fact(
      "takes what has no meaning for webhooks",
      message({ override_frequency_capping: true, recipient_subscription_state: "opted_in" }),
      201,
      { dispatch_id: id },
    ),
    fact("takes one id as text", message({ external_user_ids: "a" }), 201, {
      results: [{ external_user_id: "a" }],
    }),
    fact(
      "takes aliases",
      message({ external_user_ids: undefined, user_aliases: [{ alias_name: "zoe", alias_label: "crm" }] }),
      201,
      { results: [{ external_user_id: "a", status: "accepted" }] },
    ),
    fact(
      "sends to those of the ids who are in the segment or audience",
      (world) => ({
        ...message({ external_user_ids: ["a", "b"], audience })(world),
        segment_id: world.segment,
      }),
      201,
      { results: [{ status: "accepted" }, { status: "skipped", reason: "user_not_in_segment" }] },
    ),
    fact(
      "sends to a whole segment as a broadcast",
      (world) => ({ broadcast: true, segment_id: world.segment, messages: webhook(world) }),
      201,
      { dispatch_id: id },
    ),
    fact(
      "sends to a whole audience as a broadcast",
      message({ external_user_ids: undefined, broadcast: true, audience }),
      201,
      { dispatch_id: id },
    ),
    fact(
      "takes a body as an object",
      (world) => ({ external_user_ids: ["a"], messages: webhook(world, { body: { a: 1 } }) }),
      201,
      { results: [{ status: "accepted" }] },
    ),
    fact("needs somebody", message({ external_user_ids: undefined }), 400, problem("no_recipients")),
    fact(
      "wants broadcast for a segment",
      (world) => ({ segment_id: world.segment, messages: webhook(world) }),
      400,
      problem("broadcast_required", "broadcast"),
    ),
    fact("takes at most 50 ids", message({ external_user_ids: times(51, () => "a") }), 400, {
      errors: [{ code: "max_ids_exceeded" }],
    }),
    fact("needs a message", { external_user_ids: ["a"] }, 400, problem("no_message_to_send", "messages")),
    fact(
      "needs a webhook among the messages",
      { external_user_ids: ["a"], messages: { email: {} } },
      400,
      problem("no_message_to_send"),
    ),
    fact(
      "knows the campaign",
      message({ campaign_id: "nope" }),
      400,
      problem("invalid_campaign_id", "campaign_id"),
    ),
    fact(
      "wants an API campaign",
      (world) => message({ campaign_id: world.campaign })(world),
      400,
      problem("mismatched_message_type", "campaign_id"),
    ),
    fact(
      "wants the variation of the campaign",
      (world) => ({
        external_user_ids: ["a"],
        campaign_id: world.apiCampaign,
        messages: webhook(world, { message_variation_id: undefined }),
      }),
      400,
      problem("message_variant_unspecified", "messages.webhook.message_variation_id"),
    ),
    fact(
      "knows the variation of the campaign",
      (world) => ({
        external_user_ids: ["a"],
        campaign_id: world.apiCampaign,
        messages: webhook(world, { message_variation_id: "nope" }),
      }),
      400,
      problem("invalid_message_variant", "messages.webhook.message_variation_id"),
    ),
    fact(
      "wants a method a webhook may have",
      (world) => ({ external_user_ids: ["a"], messages: webhook(world, { request_method: "TRACE" }) }),
      422,
      { errors: [{ field: "messages.webhook.request_method" }] },
    ),
    fact(
      "wants an address",
      (world) => ({ external_user_ids: ["a"], messages: webhook(world, { url: undefined }) }),
      422,
      { errors: [{ field: "messages.webhook.url" }] },
    ),
    fact(
      "wants Liquid that can be read",
      (world) => ({ external_user_ids: ["a"], messages: webhook(world, { url: "https://x.test/{% if %}" }) }),
      422,
      { errors: [{ field: "messages.webhook.url" }] },
    ),
    fact("knows the subscription states", message({ recipient_subscription_state: "maybe" }), 422, {
      errors: [{ field: "recipient_subscription_state" }],
    }),
  ],
  "POST /campaigns/trigger/send": [
    fact("answers what happens to each recipient", trigger({ recipients: [person] }), 201, {
      dispatch_id: id,
      results: [{ external_user_id: "a", status: "accepted", delivery_id: id }],
    }),
    fact(
      "takes properties for all and for one, and a send id",
      trigger({
        send_id: "s2",
        trigger_properties: { a: 1 },
        recipients: [{ ...person, trigger_properties: { a: 2 } }],
      }),
      201,
      { results: [{ status: "accepted" }] },
    ),
    fact(
      "writes attributes first",
      trigger({ recipients: [{ ...person, attributes: { city: "Lyon" } }] }),
      201,
      {
        results: [{ status: "accepted" }],
      },
    ),
    fact("sends twice to somebody who is named twice", trigger({ recipients: [person, person] }), 201, {
      results: [{ status: "accepted" }, { status: "accepted" }],
    }),
    fact("sends once to them when asked to", trigger({ dedupe: true, recipients: [person, person] }), 201, {
      results: [{ status: "accepted" }, { status: "skipped", reason: "duplicate_recipient" }],
    }),
    fact("sends to the whole audience as a broadcast", trigger({ broadcast: true, audience }), 201, {
      dispatch_id: id,
    }),
    fact(
      "creates somebody with attributes",
      trigger({
        recipients: [{ external_user_id: "made", send_to_existing_only: false, attributes: { tier: "x" } }],
      }),
      201,
      { results: [{ external_user_id: "made", status: "accepted" }] },
    ),
    fact(
      "knows the campaign",
      { campaign_id: "nope", recipients: [person] },
      400,
      problem("invalid_campaign_id"),
    ),
    fact("needs the campaign", { recipients: [person] }, 422, { errors: [{ field: "campaign_id" }] }),
    fact(
      "says when the campaign is paused",
      (world) => ({ campaign_id: world.pausedCampaign, recipients: [person] }),
      409,
      problem("campaign_not_active"),
    ),
    fact(
      "says when the campaign is a draft",
      (world) => ({ campaign_id: world.draftCampaign, recipients: [person] }),
      409,
      problem("campaign_not_active"),
    ),
    fact(
      "wants a campaign with a message",
      (world) => ({ campaign_id: world.apiCampaign, recipients: [person] }),
      400,
      problem("no_message_to_send"),
    ),
    ...recipientFacts(trigger),
  ],
  "POST /canvas/trigger/send": [
    fact("answers who enters", enter({ recipients: [person] }), 201, {
      dispatch_id: id,
      results: [{ external_user_id: "a", status: expect.stringMatching(/accepted|skipped/) }],
    }),
    fact(
      "takes context under its old and its new name",
      enter({
        canvas_entry_properties: { a: 1 },
        recipients: [{ external_user_id: "b", context: { a: 2 } }],
      }),
      201,
      { results: [{ external_user_id: "b" }] },
    ),
    fact("lets the whole audience in as a broadcast", enter({ broadcast: true, audience }), 201, {
      dispatch_id: id,
    }),
    fact(
      "takes at most 50 KiB of context",
      enter({ recipients: [person], context: { text: "x".repeat(51_200) } }),
      422,
      problem("context_too_large", "context"),
    ),
    fact("knows the canvas", { canvas_id: "nope", recipients: [person] }, 404, problem("canvas_not_found")),
    fact(
      "says when the canvas is not active",
      (world) => ({ canvas_id: world.inactiveCanvas, recipients: [person] }),
      409,
      problem("canvas_not_active"),
    ),
    fact(
      "answers that with success and a notice when asked to",
      (world) => ({ canvas_id: world.inactiveCanvas, recipients: [person] }),
      201,
      { notice: expect.stringContaining("nobody entered") },
      { query: "allow_inactive=true" },
    ),
    ...recipientFacts(enter),
  ],
  "POST /sends/id/create": [
    fact("makes an id", (world) => ({ campaign_id: world.apiCampaign }), 201, { send_id: id }),
    fact("takes any text", (world) => ({ campaign_id: world.apiCampaign, send_id: "spring 26" }), 201, {
      send_id: "spring 26",
    }),
    fact("knows the campaign", { campaign_id: "nope" }, 400, problem("invalid_campaign_id", "campaign_id")),
    fact("needs the campaign", {}, 422, { errors: [{ field: "campaign_id" }] }),
  ],
  ...scheduleFacts(
    "/messages/schedule",
    (extra) => message(extra),
    () => ({}),
  ),
  ...scheduleFacts(
    "/campaigns/trigger/schedule",
    (extra) => trigger({ recipients: [person], ...extra }),
    (world, other) => ({ campaign_id: other ? world.apiCampaign : world.campaign }),
  ),
  ...scheduleFacts(
    "/canvas/trigger/schedule",
    (extra) => enter({ recipients: [person], ...extra }),
    (world, other) => ({ canvas_id: other ? world.inactiveCanvas : world.canvas }),
  ),
};

function scheduleFacts(
  path: string,
  call: (extra: object) => (world: World) => object,
  subject: (world: World, other?: boolean) => object,
): Record<string, Fact[]> {
  const at = (hours: number) => (world: World) => call({ schedule: { time: world.inHours(hours) } })(world);
  const before = { endpoint: `POST ${path}/create`, given: at(2) };
  const named = (extra: (world: World) => object) => (world: World, made: Record<string, unknown>) => ({
    ...subject(world),
    schedule_id: made.schedule_id,
    ...extra(world),
  });
  const later = (world: World) => ({ schedule: { time: world.inHours(3) } });
  const foreign = (world: World, made: Record<string, unknown>) => ({
    ...subject(world, true),
    schedule_id: made.schedule_id,
  });
  const unknown = (world: World) => ({ ...subject(world), schedule_id: "nope" });
  const facts: Record<string, Fact[]> = {
    [`POST ${path}/create`]: [
      fact("answers the ids of the plan", at(1), 201, { dispatch_id: id, schedule_id: id }),
      fact(
        "takes a time on everybody's own clock",
        (world) => call({ schedule: { time: world.wallInHours(48), in_local_time: true } })(world),
        201,
        { schedule_id: id },
      ),
      fact(
        "wants that without a zone",
        (world) => call({ schedule: { time: world.inHours(48), in_local_time: true } })(world),
        400,
        problem("invalid_schedule_time", "schedule.time"),
      ),
      fact("wants a time to come", at(-1), 400, problem("invalid_schedule_time", "schedule.time")),
      fact(
        "wants a local time that has not passed everywhere",
        (world) => call({ schedule: { time: world.wallInHours(-48), in_local_time: true } })(world),
        400,
        problem("invalid_schedule_time", "schedule.time"),
      ),
      fact("wants a time", call({ schedule: { time: "soon" } }), 400, problem("invalid_schedule_time")),
      fact("needs a schedule", call({}), 422, { errors: [{ field: "schedule" }] }),
      fact(
        "says that it knows no optimal time",
        (world) => call({ schedule: { time: world.wallInHours(48), at_optimal_time: true } })(world),
        400,
        problem("optimal_time_not_supported", "schedule.at_optimal_time"),
      ),
    ],
    [`POST ${path}/update`]: [
      fact("knows the plan", unknown, 400, problem("invalid_schedule_id", "schedule_id")),
      fact("changes what is given", named(later), 201, { schedule_id: id, dispatch_id: id }, { before }),
      fact(
        "wants a time to come",
        named((world) => ({ schedule: { time: world.inHours(-1) } })),
        400,
        problem("invalid_schedule_time"),
        { before },
      ),
      fact("needs the plan", subject, 422, { errors: [{ field: "schedule_id" }] }),
    ],
    [`POST ${path}/delete`]: [
      fact("knows the plan", unknown, 400, problem("invalid_schedule_id", "schedule_id")),
      fact(
        "calls it off",
        named(() => ({})),
        201,
        {},
        { before },
      ),
      fact("needs the plan", subject, 422, { errors: [{ field: "schedule_id" }] }),
    ],
  };
  if (path !== "/messages/schedule")
    for (const verb of ["update", "delete"])
      facts[`POST ${path}/${verb}`]?.push(
        fact("wants the plan to be of what it names", foreign, 400, problem("invalid_schedule_id"), {
          before,
        }),
      );
  return facts;
}
