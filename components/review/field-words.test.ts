import { createTranslator } from "next-intl";
import { describe, expect, it } from "vitest";
import reviews from "#lib/i18n/messages/en/reviews.json" with { type: "json" };
import versions from "#lib/i18n/messages/en/versions.json" with { type: "json" };
import { type FieldWords, fieldWords } from "./field-words.ts";

const translate = (namespace: "reviews" | "versions") =>
  createTranslator({
    locale: "en",
    messages: { reviews, versions } as never,
    namespace: namespace as never,
  }) as unknown as FieldWords["reviews"];
const words = {
  reviews: translate("reviews"),
  versions: translate("versions"),
  parts: ["Gold members", ""],
};

describe("the words for a changed field", () => {
  it.each([
    ["variations.0.webhook.body.value", "Gold members: Body"],
    ["variations.1.webhook.headers.X-Trace.Id", "B: Header X-Trace.Id"],
    ["variations.1.percentage", "B: Share"],
    ["variations.1", "B"],
    ["steps.4.webhook.url", "5: Address"],
    ["rate_limit.per_minute", "Pace"],
    ["entry.event", "What starts it"],
    ["content_blocks.footer", "Content block footer"],
    ["segments.Gold", "Segment Gold"],
    ["trigger_contract", "What a call must bring"],
    ["something.new", "something.new"],
  ])("%s is called %s", (field, expected) => {
    expect(fieldWords(words, field)).toBe(expected);
  });
});
