import { describe, expect, it } from "vitest";
import { ADVICE_CODES } from "#lib/host/outcome-rules.ts";
import { VENDORS } from "#lib/receiver/vendors/vendors.ts";
import type { RenderData } from "#lib/template/render-data.ts";
import {
  EXAMPLE_KEY,
  EXAMPLE_NOW,
  exampleData,
  exampleRequest,
  renderTemplate,
} from "#lib/testing/gallery-request.ts";
import { instantiate } from "./instantiate.ts";
import { GALLERY } from "./templates.ts";

const NASTY = `a "quoted" \\ back\nline 🚀 \u202Eאב </script> {{ x }} ${"n".repeat(10_000)}`;

describe.each(GALLERY.map((template) => [template.id, template] as const))(
  "the template %s",
  (_id, template) => {
    it("sends what the specification asks", () => {
      const { method, url, headers, body } = exampleRequest(template);
      expect({
        method,
        url,
        headers: Object.fromEntries(headers),
        body: JSON.parse(body ?? ""),
      }).toMatchSnapshot();
    });

    it("is understood by the stand-in of its vendor", () => {
      const { method, url, headers, body } = exampleRequest(template);
      const { pathname, searchParams } = new URL(url);
      const request = {
        id: EXAMPLE_KEY,
        method,
        path: template.vendor === "signalbox" ? pathname.replace("/api/v1", "") : pathname,
        query: searchParams,
        headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
        body: body ?? "",
        now: EXAMPLE_NOW,
      };
      const { answer } = VENDORS[template.vendor].handle(request, {});
      expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    });

    it("gives advice that has a text", () => {
      const given = template.outcome_rules.flatMap((rule) => rule.advice ?? []);
      expect(ADVICE_CODES).toEqual(expect.arrayContaining(given));
      for (const { outcome, advice } of template.outcome_rules)
        if (outcome === "halt" || outcome === "reject") expect(advice, outcome).toBeDefined();
    });

    it("keeps hostile values intact", () => {
      const body = exampleRequest(template, { first_name: NASTY, last_name: NASTY }).body ?? "";
      const values: unknown[] = [];
      JSON.parse(body, (_key, value: unknown) => values.push(value) && value);
      if (/first_name|last_name/.test(JSON.stringify(template.webhook.body))) {
        expect(values.some((value) => typeof value === "string" && value.includes(NASTY))).toBe(true);
      }
    });

    it.each(template.required)("sends nothing without $path", ({ path }) => {
      const data = exampleData(template);
      const without = path.startsWith("event_properties")
        ? { ...data, event: { ...data.event, properties: {} } as RenderData["event"] }
        : {
            ...data,
            profile: {
              id: "p1",
              external_id: path.includes("user_id") ? null : "u1",
              attributes: {},
              custom_attributes: {},
            },
          };
      const result = renderTemplate(template, without);
      if (result.ok) throw new Error("It would be sent.");
      const reasons = template.required.map((item) => item.reason).join("|");
      expect(result.message).toMatch(new RegExp(`${reasons}|has no value for this person`));
    });
  },
);

describe("making a campaign", () => {
  it("changes nothing but the address between the service and its stand-in", () => {
    for (const template of GALLERY) {
      const baseUrl = "{{ app.origin }}/receive/token";
      const [real, tried] = [
        instantiate(template, { name: "x" }),
        instantiate(template, { name: "x", baseUrl }),
      ];
      const url = `${baseUrl}${real.variations?.[0]?.webhook?.url.slice(template.base_url.length)}`;
      expect(tried.variations?.[0]?.webhook).toEqual({ ...real.variations?.[0]?.webhook, url });
    }
  });

  it("puts parameters into audience, headers and body", () => {
    const template = GALLERY.find((item) => item.id === "loyalty-credit");
    if (!template) throw new Error("The template is missing.");
    const campaign = instantiate(template, { name: "x", parameters: { threshold: "10", amount: 'a"b' } });
    expect(JSON.stringify(campaign.audience)).toContain('"value":10');
    expect(campaign.variations?.[0]?.webhook?.headers?.["Idempotency-Key"]).toContain("-bookings-10");
    expect(JSON.stringify(campaign.variations?.[0]?.webhook?.body)).toContain('a\\\\\\"b');
  });
});
