/** From a ready-made template to the campaign it stands for. */
import type { CreateCampaignInput } from "#lib/campaign/schema.ts";
import type { WebhookBody, WebhookMessageInput } from "#lib/webhook/schema.ts";
import type { GalleryTemplate } from "./schema.ts";

export interface InstantiateOptions {
  name: string;
  /** Where it is sent; left out: to the real service. */
  baseUrl?: string | undefined;
  parameters?: Readonly<Record<string, string>> | undefined;
  /** Further settings, over those of the template. */
  overrides?: Partial<CreateCampaignInput>;
}

/** The body of `POST /campaigns`. */
export function instantiate(template: GalleryTemplate, options: InstantiateOptions): CreateCampaignInput {
  const { trigger, again, audience, retry } = template;
  return {
    name: options.name,
    type: "webhook",
    tags: [template.id],
    variations: [{ name: "A", percentage: 100, webhook: messageOf(template, options) }],
    delivery: {
      type: "action",
      event: trigger.event,
      ...(trigger.filters.length > 0 ? { filters: trigger.filters as never } : {}),
      ...(trigger.after_event ? { audience_at: "after_event" as const } : {}),
    },
    ...(audience ? { audience: fillTree(template, options.parameters, audience) as never } : {}),
    re_eligibility: again ? { allowed: true, after_seconds: 0 } : { allowed: false },
    outcome_rules: template.outcome_rules,
    ...(retry ? { retry } : {}),
    ...options.overrides,
  };
}

/** The request alone. */
export function messageOf(
  template: GalleryTemplate,
  { baseUrl, parameters }: Pick<InstantiateOptions, "baseUrl" | "parameters">,
): WebhookMessageInput {
  const { webhook } = template;
  const fill = filler(template, parameters ?? {});
  return {
    method: webhook.method,
    url: fill((baseUrl ?? template.base_url) + webhook.path, encodeURIComponent),
    headers: Object.fromEntries(
      Object.entries(webhook.headers).map(([name, value]) => [name, fill(value, (text) => text)]),
    ),
    body: bodyOf(webhook.body, guards(template), fill),
  };
}

type Fill = (text: string, encode: (value: string) => string) => string;

function filler(template: GalleryTemplate, given: Readonly<Record<string, string>>): Fill {
  const values = new Map(
    template.parameters.map(({ name, default: fallback }) => [name, given[name] || fallback]),
  );
  return (text, encode) =>
    text.replace(/\[\[(\w+)\]\]/g, (whole, name: string) => {
      const value = values.get(name);
      return value === undefined ? whole : encode(value);
    });
}

/** Stops the send, with the reason in the log, when something indispensable is missing. */
function guards({ required }: GalleryTemplate): string {
  return required
    .map(({ path, reason }) => `{% if ${path} == blank %}{% abort_message("${reason}") %}{% endif %}`)
    .join("\n");
}

function bodyOf(body: WebhookBody, guard: string, fill: Fill): WebhookBody {
  if (body.type !== "json" || typeof body.value !== "string") return body;
  const inJson = (value: string): string => JSON.stringify(value).slice(1, -1);
  return { type: "json", value: [guard, fill(body.value, inJson)].filter(Boolean).join("\n") };
}

/** Puts parameters into a tree of settings; a number that stands alone becomes one. */
export function fillTree(
  template: GalleryTemplate,
  parameters: Readonly<Record<string, string>> | undefined,
  tree: unknown,
): unknown {
  const fill = filler(template, parameters ?? {});
  return JSON.parse(JSON.stringify(tree), (_key, value: unknown) => {
    if (typeof value !== "string" || !value.includes("[[")) return value;
    const filled = fill(value, (text) => text);
    return /^\d+$/.test(filled) ? Number(filled) : filled;
  });
}
