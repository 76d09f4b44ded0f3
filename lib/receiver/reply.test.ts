import { describe, expect, it } from "vitest";
import { answerAt } from "./answer.ts";
import { reply } from "./reply.ts";
import { receiverScriptSchema } from "./schema.ts";

const request = {
  id: "r",
  method: "POST",
  path: "/",
  query: new URLSearchParams(),
  headers: {},
  body: "",
  now: new Date("2026-03-04T05:06:07Z"),
};

const answered = (answer: object) => {
  const script = receiverScriptSchema.parse({ answers: [{ status: 200, ...answer }] });
  return reply(request, { script, scripted: answerAt(script, 0), vendor: null }, {}).reply;
};

describe("a scripted answer", () => {
  it("may be of the wrong type", () => {
    const { headers, body } = answered({ headers: { "Content-Type": "text/html" }, body: '{"id":1}' });
    expect([headers["content-type"], body]).toEqual(["text/html", '{"id":1}']);
  });

  it("may be far too large", () => {
    const { body } = answered({ fill_bytes: 1_000_000 });
    expect(body).toHaveLength(1_000_000);
    expect(JSON.parse(body)).toEqual({ received: true });
  });

  it("may never come, or come late", () => {
    expect(answered({ drop: true, delay_ms: 700 })).toMatchObject({ drop: true, delayMs: 700 });
  });
});
