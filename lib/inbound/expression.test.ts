import { describe, expect, it } from "vitest";
import { evaluate, expressionProblem } from "./expression.ts";

const body = {
  type: "order.paid",
  customer: { id: 7, tags: ["a", "b"] },
  total: 12.5,
  ok: true,
  total_of_the_sender: 9e8,
};

describe("an expression of a mapping", () => {
  it.each([
    ["$.customer.id", 7],
    ["$.customer.tags[1]", "b"],
    ["$.nothing.here", undefined],
    ["order_paid", "order_paid"],
    ["{{ customer.id }}", 7],
    ["{{ total | times: 2 }}", 25],
    ["{{ ok }}", true],
    ["{{ customer.tags }}", ["a", "b"]],
    ['{{ type | replace: ".", "_" }}', "order_paid"],
    ["shop-{{ body.customer.id }}", "shop-7"],
    ["{% if total > 10 %}big_order{% else %}order{% endif %}", "big_order"],
  ])("%s gives %j", (expression, value) => {
    expect(evaluate(body, expression)).toEqual(value);
  });

  it.each([
    ["{{ constructor }}"],
    ["{{ __proto__.polluted }}"],
    ["{% connected_content https://example.com %}"],
    ["{{ 1 | no_such_filter }}"],
    ["{% if %}"],
    ["{{ (1..999999999) }}"],
    ["{{ (1..total_of_the_sender) }}"],
  ])("%s gives nothing, and never throws", (expression) => {
    expect(evaluate(body, expression) ?? undefined).toBeUndefined();
  });

  it("that can never work is named before it is kept", () => {
    expect(expressionProblem("{% connected_content https://example.com %}")).toContain("connected_content");
    expect(expressionProblem("{% if x %}")).toContain("cannot be read");
    expect(expressionProblem("{{ customer.id }}")).toBeNull();
    expect(expressionProblem("$.a")).toBeNull();
  });

  it("stops what would go on for ever", () => {
    const endless = "{% for a in (1..100000) %}{% for b in (1..100000) %}x{% endfor %}{% endfor %}";
    expect(evaluate({}, endless)).toBeUndefined();
  });
});
