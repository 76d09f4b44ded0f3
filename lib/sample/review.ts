/** A campaign that waits for somebody's approval, as two colleagues left it. */
import { createCampaignSchema } from "#lib/campaign/schema.ts";
import type { Actor } from "#lib/platform/context.ts";

export const SAMPLE_MARKETER: Actor = {
  kind: "user",
  userId: "sample-marketer",
  name: "Maya (sample marketer)",
  email: "maya@example.com",
  role: "marketer",
};

export const SAMPLE_REVIEWER: Actor = {
  kind: "user",
  userId: "sample-reviewer",
  name: "Remy (sample reviewer)",
  email: "remy@example.com",
  role: "reviewer",
};

const BODY = `{
  "customer": {{ \${user_id} | json }},
  "greeting": "{% if \${first_name} %}Happy birthday, {{ \${first_name} }}!{% else %}Happy birthday!{% endif %}",
  "voucher": "{% if custom_attribute.\${tier} == 'gold' %}GOLD25{% else %}CAKE10{% endif %}",
  "language": {{ \${language} | default: "en" | json }}
}`;

/** Two Liquid branches, so that the samples have something to show. */
export function reviewedCampaign(url: string) {
  return createCampaignSchema.parse({
    name: "Awaiting review: birthday voucher",
    description:
      "Open it under Reviews, look at the samples, answer the comment, then approve it or send it back.",
    tags: ["sample"],
    variations: [{ name: "A", webhook: { method: "POST", url, body: { type: "json", value: BODY } } }],
    delivery: { type: "scheduled", start: "launch", frequency: "once" },
    rate_limit: { per_minute: 600 },
  });
}

export const REVIEW_NOTE =
  "Goes out on Monday. Please check the voucher codes and the greeting for people without a name.";

/** On the line of the voucher. */
export const REVIEW_COMMENT = {
  field: "variations.0.webhook.body.value",
  line: 4,
  body: "Is GOLD25 already active in the shop? The receiver will refuse unknown codes.",
};
