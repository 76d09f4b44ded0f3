import { describe, expect, it } from "vitest";
import { WebhookMessage, type WebhookMessageInput } from "./schema.ts";
import { type ValidateOptions, validateMessage } from "./validate-message.ts";

const problems = (message: Partial<WebhookMessageInput>, options?: ValidateOptions) =>
  validateMessage(WebhookMessage.parse({ url: "https://example.com/", ...message }), options);
const codes = (message: Partial<WebhookMessageInput>, options?: ValidateOptions) =>
  problems(message, options).map(({ severity, code, field }) => `${severity} ${code} ${field}`);

describe("validation of a message", () => {
  it("finds nothing in a good one", () => {
    expect(
      codes({
        url: "https://example.com/{{${user_id} | default: 'x'}}/{{ secrets.k }}",
        headers: { Authorization: "Bearer {{ secrets.crm }}" },
        body: { type: "json", value: { a: "{{${first_name}}}" } },
      }),
    ).toEqual([]);
  });

  it.each([
    [{ url: "" }, "error url.empty webhook.url"],
    [{ url: "example.com" }, "error url.no_scheme webhook.url"],
    [{ url: "example.com/{{ a | default: 1 }}" }, "error url.no_scheme webhook.url"],
    [{ url: "ftp://example.com/" }, "error url.scheme webhook.url"],
    [{ url: "javascript:{{ a | default: 1 }}" }, "error url.scheme webhook.url"],
    [{ url: "https://u:p@example.com/" }, "error url.userinfo webhook.url"],
    [{ url: "https://u@example.com/{{ a | default: 1 }}" }, "error url.userinfo webhook.url"],
    [{ url: "http://10.0.0.4/" }, "warning url.private_target webhook.url"],
    [{ url: "http://2130706433/" }, "warning url.private_target webhook.url"],
    [{ url: "http://[::1]:8080/{{ a | default: 1 }}" }, "warning url.private_target webhook.url"],
    [{ url: "http://localhost/" }, "warning url.private_target webhook.url"],
    [{ url: "http://metadata.google.internal/" }, "warning url.private_target webhook.url"],
    [{ url: "https://example.com/{{${first_name}}}" }, "warning url.no_default webhook.url"],
    [{ url: "https://example.com/{{ event_properties.external_id }}" }, "warning url.no_default webhook.url"],
    [{ url: "https://maker.ifttt.com/trigger//with/key/k" }, "error url.empty_segment webhook.url"],
    [{ url: "https://example.com/{{ a | default: 1 }}//x" }, "error url.empty_segment webhook.url"],
    [{ url: "https://example.com/?api_key=abcdef123456" }, "warning secret.inline webhook.url"],
    [
      { method: "GET" as const, body: { type: "json" as const, value: {} } },
      "error body.on_get webhook.body",
    ],
    [{ body: { type: "json" as const, value: '{"a":}' } }, "error body.invalid_json webhook.body"],
    [{ body: { type: "text" as const, value: "{% if %}" } }, "error liquid.syntax webhook.body"],
    [
      { body: { type: "json" as const, value: { a: { b: "{{ x" } } } },
      "error liquid.syntax webhook.body.value.a.b",
    ],
    [{ headers: { Host: "x" } }, "error header.reserved webhook.headers.Host"],
    [{ headers: { "webhook-id": "x" } }, "error header.reserved webhook.headers.webhook-id"],
    [{ headers: { "X Y": "x" } }, "error header.invalid_name webhook.headers.X Y"],
    [{ headers: { "X-A": "1", "x-A": "2" } }, "error header.duplicate webhook.headers.x-A"],
    [{ headers: { "X-A": "a\r\nb" } }, "error header.line_break webhook.headers.X-A"],
    [{ headers: { "X-A": "日本" } }, "error header.not_latin1 webhook.headers.X-A"],
    [{ headers: { "X-A": "a".repeat(4097) } }, "error header.too_long webhook.headers.X-A"],
    [
      { headers: { Authorization: "Bearer eyJhbGciOiJIUzI1NiJ9.e30.abc" } },
      "warning secret.inline webhook.headers.Authorization",
    ],
    [{ headers: { "X-Api-Key": "0123456789" } }, "warning secret.inline webhook.headers.X-Api-Key"],
    [
      { body: { type: "json" as const, value: { key: "sk_live_abcdefgh12345" } } },
      "warning secret.inline webhook.body",
    ],
  ])("%j has %s", (message, expected) => {
    expect(codes(message)).toContain(expected);
  });

  it.each([
    "https://example.com/a/b?next=//c",
    "https://example.com/proxy/https://other.example/x",
    "https://example.com/{% if a %}{{ a }}{% else %}b{% endif %}/c#//d",
    "{{ custom_attribute.${base} }}/a/b",
  ])("finds no empty part in %s", (url) => {
    expect(codes({ url }).filter((code) => code.includes("empty_segment"))).toEqual([]);
  });

  it.each(["${user_id}", " ${external_id} ", "user.external_id", "${random_bucket_number}"])(
    "asks for no default of what everybody has: %s",
    (variable) => expect(codes({ url: `https://example.com/{{${variable}}}` })).toEqual([]),
  );

  it("places syntax errors and keeps keys it found short", () => {
    const [syntax] = problems({ body: { type: "text", value: "a\n {% if x %}" } });
    expect(syntax).toMatchObject({
      line: 2,
      column: 2,
      message: "The tag opened on line 2 (`if`) is never closed.",
    });
    const [secret] = problems({ headers: { Authorization: "Bearer eyJhbGciOiJIUzI1NiJ9.e30.abcdef" } });
    expect(secret?.message).toBe("This looks like a key (`Bearer eyJ…`).");
  });

  it("asks whether a private target is allowed", () => {
    const url = "http://127.0.0.1:9999/x";
    expect(
      codes({ url }, { isTargetAllowed: (host, port) => host === "127.0.0.1" && port === 9999 }),
    ).toEqual([]);
    expect(codes({ url }, { isTargetAllowed: () => false })).toEqual([
      "error url.private_target webhook.url",
    ]);
  });

  it("checks names against those that exist, errors first", () => {
    const found = problems(
      { body: { type: "text", value: "{{${first_nme}}}{{ secrets.gone }}" } },
      { known: { secrets: ["crm"] } },
    );
    expect(found.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      "error dependency.missing",
      "warning liquid.unknown_variable",
    ]);
  });
});
