/** Lists, details, series and content blocks as existing clients know them. */
import { expect } from "vitest";
import { type Fact, fact, problem, type World } from "./braze-fact.ts";

const id = expect.any(String);
const moment = expect.stringMatching(/^\d{4}-\d\d-\d\dT/);
const some = (item: object) => expect.arrayContaining([expect.objectContaining(item)]);

const pageFacts = (name: string): Fact[] => [
  fact("is empty after the last page", { page: "9" }, 200, { [name]: [] }),
  fact("takes both directions", { sort_direction: "desc" }, 200, { [name]: expect.any(Array) }),
  fact("knows no other direction", { sort_direction: "up" }, 422, { errors: [{ field: "sort_direction" }] }),
  fact("starts with page 0", { page: "-1" }, 422, { errors: [{ field: "page" }] }),
];

const editedFacts = (name: string): Fact[] => [
  fact("leaves out what was last edited before", { "last_edit.time[gt]": "2999-01-01T00:00:00Z" }, 200, {
    [name]: [],
  }),
  fact("takes archived ones in when asked to", { include_archived: "true" }, 200, {
    [name]: expect.any(Array),
  }),
];

const seriesFacts = (given: (world: World) => object): Fact[] => [
  fact("has a row for each day", (world) => ({ ...given(world), length: "3" }), 200, {
    data: [{ time: expect.any(String) }, { time: expect.any(String) }, { time: expect.any(String) }],
  }),
  fact(
    "ends where it is asked to",
    (world) => ({ ...given(world), length: "1", ending_at: "2026-01-31T12:00:00Z" }),
    200,
    { data: [{ time: expect.stringMatching(/^2026-01-31/) }] },
  ),
  fact("is at most 100 days long", (world) => ({ ...given(world), length: "101" }), 422, {
    errors: [{ field: "length" }],
  }),
  fact("is at least one day long", (world) => ({ ...given(world), length: "0" }), 422, {
    errors: [{ field: "length" }],
  }),
];

export const READ_FACTS: Record<string, Fact[]> = {
  "GET /campaigns/list": [
    fact("names campaigns", {}, 200, {
      campaigns: some({ id, name: "C", is_api_campaign: false, tags: ["t"], last_edited: moment }),
    }),
    fact("says which are API campaigns", {}, 200, {
      campaigns: some({ name: "API", is_api_campaign: true }),
    }),
    ...pageFacts("campaigns"),
    ...editedFacts("campaigns"),
  ],
  "GET /campaigns/details": [
    fact(
      "says everything about one",
      (world) => ({ campaign_id: world.campaign }),
      200,
      (world) => ({
        name: "C",
        description: "",
        created_at: moment,
        updated_at: moment,
        archived: false,
        draft: false,
        enabled: true,
        has_post_launch_draft: false,
        schedule_type: "api_triggered",
        channels: ["webhook"],
        tags: ["t"],
        teams: [],
        conversion_behaviors: [],
        messages: {
          [world.variation]: {
            channel: "webhook",
            method: "POST",
            url: "https://api.example.com/x",
            type: "json",
            headers: expect.any(Object),
            body: { a: "{{${user_id}}}" },
          },
        },
      }),
    ),
    fact("knows drafts", (world) => ({ campaign_id: world.draftCampaign }), 200, {
      draft: true,
      enabled: false,
    }),
    fact(
      "takes the upcoming version",
      (world) => ({ campaign_id: world.campaign, post_launch_draft_version: "true" }),
      200,
      { name: "C" },
    ),
    fact("knows the campaign", { campaign_id: "nope" }, 400, problem("invalid_campaign_id")),
    fact("needs the campaign", {}, 422, { errors: [{ field: "campaign_id" }] }),
  ],
  "GET /campaigns/data_series": [
    fact(
      "counts by day and variation",
      (world) => ({ campaign_id: world.campaign, length: "1" }),
      200,
      (world) => ({
        data: [
          {
            time: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
            messages: {
              webhook: [
                { variation_api_id: world.variation, sent: expect.any(Number), errors: expect.any(Number) },
              ],
            },
            conversions: expect.any(Number),
            conversions_by_send_time: expect.any(Number),
            unique_recipients: expect.any(Number),
            revenue: 0,
          },
        ],
      }),
    ),
    ...seriesFacts((world) => ({ campaign_id: world.campaign })),
    fact("knows the campaign", { campaign_id: "nope" }, 404, problem("campaign_not_found")),
  ],
  "GET /canvas/list": [
    fact("names canvases", {}, 200, { canvases: some({ id, name: "J", tags: ["t"], last_edited: moment }) }),
    ...pageFacts("canvases"),
    ...editedFacts("canvases"),
  ],
  "GET /canvas/details": [
    fact("says everything about one", (world) => ({ canvas_id: world.canvas }), 200, {
      name: "J",
      created_at: moment,
      updated_at: moment,
      archived: false,
      draft: false,
      enabled: true,
      has_post_launch_draft: false,
      schedule_type: "api_triggered",
      channels: ["webhook"],
      tags: ["t"],
      teams: [],
      variants: expect.any(Array),
      steps: [
        {
          name: "Hi",
          type: "message",
          id: "hi",
          next_step_ids: [],
          next_paths: expect.any(Array),
          channels: ["webhook"],
          messages: { hi: { channel: "webhook", url: "https://api.example.com/x" } },
        },
      ],
    }),
    fact("knows drafts", (world) => ({ canvas_id: world.inactiveCanvas }), 200, {
      draft: true,
      enabled: false,
    }),
    fact("knows the canvas", { canvas_id: "nope" }, 404, problem("canvas_not_found")),
    fact("needs the canvas", {}, 422, { errors: [{ field: "canvas_id" }] }),
  ],
  "GET /canvas/data_series": [
    fact("counts by day", (world) => ({ canvas_id: world.canvas, length: "1" }), 200, {
      data: {
        name: "J",
        stats: [{ time: expect.any(String), total_stats: { entries: expect.any(Number) } }],
      },
    }),
    fact(
      "breaks down by variant and step when asked to",
      (world) => ({
        canvas_id: world.canvas,
        length: "1",
        include_variant_breakdown: "true",
        include_step_breakdown: "true",
      }),
      200,
      { data: { stats: [{ variant_stats: expect.any(Object), step_stats: expect.any(Object) }] } },
    ),
    fact(
      "has a start or a length",
      (world) => ({ canvas_id: world.canvas, length: "2", starting_at: "2026-01-31T12:00:00Z" }),
      422,
      problem("start_and_length", "starting_at"),
    ),
    fact("knows the canvas", { canvas_id: "nope" }, 404, problem("canvas_not_found")),
  ],
  "GET /segments/list": [
    fact("names segments", {}, 200, {
      segments: [{ id, name: "S", analytics_tracking_enabled: false, tags: ["t"] }],
    }),
    ...pageFacts("segments"),
  ],
  "GET /segments/details": [
    fact("says in words who is inside", (world) => ({ segment_id: world.segment }), 200, {
      segment: {
        name: "S",
        description: "",
        text_description: expect.any(String),
        created_at: moment,
        updated_at: moment,
        tags: ["t"],
      },
    }),
    fact("knows the segment", { segment_id: "nope" }, 404, problem("segment_not_found")),
    fact("needs the segment", {}, 422, { errors: [{ field: "segment_id" }] }),
  ],
  "GET /sends/data_series": [
    fact(
      "counts one send by day",
      (world) => ({ campaign_id: world.apiCampaign, send_id: "s1", length: "1" }),
      200,
      {
        data: [{ messages: { webhook: [{ sent: expect.any(Number) }] } }],
      },
    ),
    ...seriesFacts((world) => ({ campaign_id: world.apiCampaign, send_id: "s1" })),
    fact("needs the send", (world) => ({ campaign_id: world.apiCampaign }), 422, {
      errors: [{ field: "send_id" }],
    }),
  ],
  "GET /messages/scheduled_broadcasts": [
    fact("is what goes out by itself until then", (world) => ({ end_time: world.inHours(1) }), 200, {
      scheduled_broadcasts: expect.any(Array),
    }),
    fact(
      "names what is planned",
      (world) => ({ end_time: world.inHours(400) }),
      200,
      {
        scheduled_broadcasts: some({
          id,
          name: "C",
          type: "Campaign",
          tags: ["t"],
          next_send_time: moment,
          schedule_type: "fixed",
        }),
      },
      {
        before: {
          endpoint: "POST /campaigns/trigger/schedule/create",
          given: (world) => ({
            campaign_id: world.campaign,
            broadcast: true,
            schedule: { time: world.inHours(300) },
          }),
        },
      },
    ),
    fact("needs the end", {}, 422, { errors: [{ field: "end_time" }] }),
    fact("wants a time", { end_time: "soon" }, 422, { errors: [{ field: "end_time" }] }),
  ],
  "POST /content_blocks/create": [
    fact("answers the tag that includes it", { name: "block-1", content: "Hi", tags: ["t"] }, 201, {
      content_block_id: id,
      liquid_tag: expect.stringMatching(/^\{\{content_blocks\.\$\{(block-1|again)\}\}\}$/),
      created_at: moment,
    }),
    fact("takes a name once", { name: "footer", content: "x" }, 409, problem("content_block_name_taken")),
    fact("wants letters, digits, - and _", { name: "a b", content: "x" }, 422, {
      errors: [{ field: "name" }],
    }),
    fact("wants a name of at most 100", { name: "a".repeat(101), content: "x" }, 422, {
      errors: [{ field: "name" }],
    }),
    fact("wants less than 50 KB", { name: "big", content: "x".repeat(51_200) }, 422, {
      errors: [{ field: "content" }],
    }),
    fact("wants Liquid that can be read", { name: "broken", content: "{% if %}" }, 422, {
      errors: [{ field: "content" }],
    }),
    fact(
      "wants a description of at most 250",
      { name: "d", content: "x", description: "y".repeat(251) },
      422,
      {
        errors: [{ field: "description" }],
      },
    ),
    fact("knows two states", { name: "s", content: "x", state: "gone" }, 422, {
      errors: [{ field: "state" }],
    }),
    fact("needs content", { name: "empty" }, 422, { errors: [{ field: "content" }] }),
  ],
  "POST /content_blocks/update": [
    fact("changes what is given", (world) => ({ content_block_id: world.block, content: "Bye!" }), 201, {
      content_block_id: id,
      liquid_tag: "{{content_blocks.${footer}}}",
    }),
    fact(
      "does not rename",
      (world) => ({ content_block_id: world.block, name: "footer", state: "active" }),
      201,
      {
        liquid_tag: "{{content_blocks.${footer}}}",
      },
    ),
    fact(
      "knows the block",
      { content_block_id: "nope", content: "x" },
      404,
      problem("content_block_not_found"),
    ),
  ],
  "GET /content_blocks/info": [
    fact("says everything about one", (world) => ({ content_block_id: world.block }), 200, {
      name: "footer",
      content: expect.stringContaining("Bye"),
      description: "",
      tags: [],
      created_at: moment,
      last_edited: moment,
    }),
    fact("knows the block", { content_block_id: "nope" }, 404, problem("content_block_not_found")),
  ],
  "GET /content_blocks/list": [
    fact("counts and names blocks", {}, 200, {
      count: expect.any(Number),
      content_blocks: some({
        content_block_id: id,
        name: "footer",
        liquid_tag: "{{content_blocks.${footer}}}",
        created_at: moment,
        last_edited: moment,
        tags: [],
      }),
    }),
    fact("begins after an offset", { offset: "1000" }, 200, { content_blocks: [] }),
    fact("leaves out what was modified before", { modified_after: "2999-01-01T00:00:00Z" }, 200, {
      content_blocks: [],
    }),
    fact("has at most 1000 rows", { limit: "1001" }, 422, { errors: [{ field: "limit" }] }),
  ],
};
