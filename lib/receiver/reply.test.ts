import { describe, expect, it } from "vitest";
import { answerAt } from "./answer.ts";
import { reply } from "./reply.ts";
import { asksForServiceWorker } from "./reply-headers.ts";
import { createReceiverSchema, receiverScriptSchema } from "./schema.ts";

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

describe("a page that a script makes up", () => {
  const page = {
    headers: {
      "Content-Type": "text/html",
      "Content-Security-Policy": "default-src *",
      "X-Content-Type-Options": "none",
      "Set-Cookie": "signalbox.session_token=stolen",
      "Service-Worker-Allowed": "/",
      "clear-site-data": '"*"',
      Refresh: "0;url=/",
      "X-Kept": "yes",
    },
    body: "<script>alert(1)</script>",
  };

  it("runs nothing in a browser, and steers it nowhere", () => {
    expect(answered(page).headers).toEqual({
      "content-type": "text/html",
      "content-security-policy": "sandbox; default-src 'none'",
      "x-content-type-options": "nosniff",
      "x-kept": "yes",
    });
  });

  it("is refused with its headers named", () => {
    const given = createReceiverSchema.safeParse({
      name: "R",
      script: { answers: [{ status: 200, ...page }] },
    });
    const paths = given.error?.issues.map(({ path }) => path.join("."));
    expect(paths).toEqual(
      ["Set-Cookie", "Service-Worker-Allowed", "clear-site-data", "Refresh"].map(
        (name) => `script.answers.0.headers.${name}`,
      ),
    );
  });

  it.each([{ "service-worker": "script" }, { "sec-fetch-dest": "serviceworker" }])(
    "is no service worker: %o",
    (headers) => {
      expect(asksForServiceWorker(new Headers(headers))).toBe(true);
      expect(asksForServiceWorker(new Headers({ "sec-fetch-dest": "document" }))).toBe(false);
    },
  );
});
