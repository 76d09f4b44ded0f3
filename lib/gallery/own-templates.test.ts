import { describe, expect, it } from "vitest";
import type { CampaignAnswer } from "#lib/campaign/schema.ts";
import { createCampaignSchema } from "#lib/campaign/schema.ts";
import { newDefinition } from "#lib/canvas/definition.ts";
import { type CanvasAnswer, createCanvasSchema } from "#lib/canvas/schema.ts";
import { createTemplateSchema, type TemplateView } from "#lib/template/webhook-template-schema.ts";
import { instantiateJourney } from "./instantiate-journey.ts";
import { JOURNEYS } from "./items.ts";
import {
  campaignFromTemplate,
  canvasFromTemplate,
  readTemplateFile,
  templateFile,
  templateFromCampaign,
  templateFromCanvas,
} from "./own-templates.ts";

const campaign = {
  name: "Credit",
  description: "d",
  tags: ["a"],
  variations: [
    {
      name: "A",
      webhook: {
        method: "POST",
        url: "https://api.example.com/{{ secrets.tenant }}",
        headers: { Authorization: "Bearer {{ secrets.crm }}", "X-Also": "{{ secrets.crm }}" },
        body: { type: "none" },
      },
    },
  ],
  delivery: { type: "action", event: "flight_booked" },
  audience: { op: "and", filters: [] },
  re_eligibility: { allowed: false },
  rate_limit: { per_minute: 60 },
  retry: { schedule_seconds: [1], unreachable_schedule_seconds: [], timeout_ms: 1000 },
  quiet_hours: null,
  outcome_rules: [{ status: 409, outcome: "already" }],
} as unknown as CampaignAnswer;

function saved(): TemplateView {
  const input = createTemplateSchema.parse(templateFromCampaign(campaign));
  return {
    template_id: "t",
    created_at: "2026-03-04T05:06:07Z",
    updated_at: "2026-03-04T05:06:07Z",
    ...input,
  };
}

describe("a template made from a campaign", () => {
  it("names the secrets and keeps trigger, audience, retries and outcome rules", () => {
    expect(saved()).toMatchObject({
      secrets: [{ name: "tenant" }, { name: "crm" }],
      settings: { delivery: campaign.delivery, outcome_rules: campaign.outcome_rules },
    });
  });

  it("becomes the same campaign again, also by way of a file", () => {
    const file = templateFile(saved());
    expect(file).not.toContain("template_id");
    const read = readTemplateFile(file);
    if (!read.ok) throw new Error(read.message);
    const again = campaignFromTemplate({ ...saved(), ...createTemplateSchema.parse(read.template) });
    expect(createCampaignSchema.parse(again)).toMatchObject({
      name: "Credit",
      delivery: campaign.delivery,
      retry: campaign.retry,
      variations: [{ webhook: campaign.variations[0]?.webhook }],
    });
  });

  it("may be a journey, which becomes the same journey again by way of a file", () => {
    const [journey] = JOURNEYS;
    if (!journey) throw new Error("There is no journey.");
    const made = createCanvasSchema.parse(instantiateJourney(journey, { name: "Mine" }));
    const canvas = { ...newDefinition(made, () => "0190f0aa-0000-7000-8000-000000000001") } as CanvasAnswer;
    const input = createTemplateSchema.parse(templateFromCanvas(canvas));
    expect(input).toMatchObject({ webhook: null, secrets: [{ name: "game_api_key" }, {}, {}] });
    const view = { ...saved(), ...input };
    const read = readTemplateFile(templateFile(view));
    if (!read.ok) throw new Error(read.message);
    const again = canvasFromTemplate({ ...view, ...createTemplateSchema.parse(read.template) });
    expect(createCanvasSchema.parse(again)).toMatchObject({
      name: "Mine",
      steps: made.steps,
      entry: made.entry,
    });
  });

  it.each([
    [
      '{"signalbox_template": 1, "name": "x", "canvas": {"steps": [{"id": "a", "type": "fly"}]}}',
      "canvas.steps.0.type",
    ],
    [
      '{"signalbox_template": 1, "name": "x", "webhook": {"url": "https://a.b"}, "settings": {"delivery": {"type": "now"}}}',
      "settings.delivery.type",
    ],
    ["no json", "not JSON"],
    ["[]", "signalbox_template is missing"],
    ['{"signalbox_template": 2}', "format 2"],
    ['{"signalbox_template": 1, "name": "x"}', "webhook"],
  ])("is refused with a reason when the file is %s", (text, reason) => {
    expect(readTemplateFile(text)).toMatchObject({ ok: false, message: expect.stringContaining(reason) });
  });

  it("needs a message", () => {
    expect(templateFromCampaign({ ...campaign, variations: [] })).toBeNull();
  });
});
