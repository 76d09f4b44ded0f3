import { beforeEach, describe, expect, it } from "vitest";
import type { Context } from "#lib/platform/context.ts";
import { changeContentBlock, createContentBlock, removeContentBlock } from "#lib/template/service.ts";
import { blockUsage, blockVersions } from "#lib/template/service-block-usage.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { trackAndEvaluate } from "#lib/testing/evaluating.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { createCampaignSchema } from "./schema.ts";
import { createCampaign } from "./service.ts";
import { previewBlock } from "./service-block-preview.ts";

useTestDatabase();

const start = new Date("2026-03-10T12:00:00.000Z");
let context: Context;

beforeEach(async () => {
  context = await createWorkspace(start);
});

describe("a content block", () => {
  it("names the messages that include it, and not those of a longer name", async () => {
    const block = await createContentBlock(context, { name: "sign", content: "Bye" });
    const longer = await createContentBlock(context, { name: "sign-2", content: "Bye" });
    const campaign = await createCampaign(
      context,
      createCampaignSchema.parse({
        name: "Credit",
        variations: [
          {
            webhook: {
              url: "https://a.example",
              body: { type: "text", value: "{{content_blocks.${sign}}}" },
            },
          },
        ],
      }),
    );
    expect(await blockUsage(context, block.content_block_id)).toEqual([
      { kind: "campaign", id: campaign.campaign_id, name: "Credit", status: "draft", live: false },
    ]);
    expect(await blockUsage(context, longer.content_block_id)).toEqual([]);
    const outer = await createContentBlock(context, {
      name: "letter",
      content: "Dear all {{ content_blocks.sign-2 }}",
    });
    expect(await blockUsage(context, longer.content_block_id)).toEqual([
      { kind: "content_block", id: outer.content_block_id, name: "letter", status: "active", live: true },
    ]);
  });

  it("is neither deleted nor made a draft while something includes it", async () => {
    const block = await createContentBlock(context, { name: "sign", content: "Bye" });
    const content = "Dear all {{ content_blocks.${sign} }}";
    const letter = await createContentBlock(context, { name: "letter", content });
    for (const change of [
      () => removeContentBlock(context, block.content_block_id),
      () => changeContentBlock(context, block.content_block_id, { state: "draft" }),
    ]) {
      await expect(change()).rejects.toMatchObject({
        status: 409,
        errors: [{ code: "content_block_in_use", message: expect.stringContaining('"letter"') }],
      });
    }
    await removeContentBlock(context, letter.content_block_id);
    await changeContentBlock(context, block.content_block_id, { state: "draft" });
    await removeContentBlock(context, block.content_block_id);
  });

  it("keeps every text it had", async () => {
    const block = await createContentBlock(context, { name: "sign", content: "Bye" });
    await changeContentBlock(context, block.content_block_id, { content: "So long" });
    const versions = await blockVersions(context, block.content_block_id);
    expect(versions.map(({ version, content }) => [version, content])).toEqual([
      [2, "So long"],
      [1, "Bye"],
    ]);
  });

  it("is shown for a person, with what it reads and what they lack", async () => {
    await trackAndEvaluate(context, { attributes: [{ external_id: "ann", first_name: "Ann" }] }, start);
    const content = "Hi {{${first_name}}} {{custom_attribute.${tier}}}";
    expect(await previewBlock(context, { content, external_user_id: "ann" })).toMatchObject({
      text: expect.stringContaining("Hi Ann"),
      error: null,
      missing: [expect.stringContaining("tier")],
    });
    const broken = await previewBlock(context, { content: "{% if a %}" });
    expect(broken.text).toBeNull();
    expect(broken.error?.message).toContain("if");
  });

  it("that never ends is stopped, and says so", async () => {
    const content =
      "{% for a in (1..9999) %}{% for b in (1..9999) %}{% for c in (1..9999) %}x{% endfor %}{% endfor %}{% endfor %}";
    const { text, error } = await previewBlock(context, { content });
    expect(text).toBeNull();
    expect(error?.message).toMatch(/too long|too much|took|larger than/i);
    expect(error?.hint).not.toBe("");
  });
});
