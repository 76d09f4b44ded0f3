import { expect, it } from "vitest";
import type { Settled } from "./decision.ts";
import { saveResponse } from "./entry-context.ts";

it("keeps an answer without characters that can be kept nowhere else", () => {
  const settled: Settled = {
    status: "delivered",
    reason: null,
    statusCode: 200,
    headers: {},
    body: String.raw`{"a\u0000":["x\u0000",{"y":"\ud83d"}],"fine":"é"}`,
    truncated: false,
  };
  const { context } = saveResponse({}, "answer", settled);
  expect(context.answer).toMatchObject({ json: { "a�": ["x�", { y: "�" }], fine: "é" } });
});
