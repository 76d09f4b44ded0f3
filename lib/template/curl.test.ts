import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WebhookMessage } from "#lib/webhook/schema.ts";
import { parseCurl } from "./parse-curl.ts";
import { requestOf } from "./render-fixture.ts";
import { splitShellWords } from "./shell-words.ts";
import { toCurl } from "./to-curl.ts";

const message = (command: string) => {
  const parsed = parseCurl(command);
  if (!parsed.ok) throw new Error(`${parsed.token}: ${parsed.message}`);
  return parsed.message;
};

describe("a pasted cURL command", () => {
  it("becomes a message with a JSON tree", () => {
    const command = `curl --location --request PATCH 'https://api.example.com/u/{{\${user_id}}}' \\
      -H "Authorization: Bearer {{ secrets.crm }}" --header 'Content-Type: application/json' \\
      --data-raw '{"name": "O'\\''Neil", "n": [1, 2.50]}'`;
    expect(message(command)).toEqual({
      method: "PATCH",
      url: "https://api.example.com/u/{{${user_id}}}",
      headers: { Authorization: "Bearer {{ secrets.crm }}" },
      body: { type: "json", value: { name: "O'Neil", n: [1, 2.5] } },
    });
  });

  it("keeps JSON as text where values would change it", () => {
    const body = '{"id":12345678901234567890}';
    expect(message(`curl https://x.example -d '${body}'`).body).toEqual({ type: "json", value: body });
    expect(message(`curl https://x.example --json '{"a": {{ x }} }'`).body).toEqual({
      type: "json",
      value: '{"a": {{ x }} }',
    });
  });

  it.each([
    ["curl example.com", { method: "GET", url: "http://example.com", body: { type: "none" } }],
    ["curl -XDELETE https://x.example/", { method: "DELETE" }],
    ["curl -sSLk 'https://x.example/?a=1&b=2'", { url: "https://x.example/?a=1&b=2" }],
    [
      "curl https://x.example -d a=1 -d 'b=x%20y' --data-urlencode 'c=d&e'",
      {
        method: "POST",
        body: {
          type: "form",
          value: [
            { name: "a", value: "1" },
            { name: "b", value: "x y" },
            { name: "c", value: "d&e" },
          ],
        },
      },
    ],
    [
      "curl -G https://x.example/s -d q=1 --data-urlencode 'z=a b'",
      { method: "GET", url: "https://x.example/s?q=1&z=a%20b" },
    ],
    ["curl -u key: https://x.example", { headers: { Authorization: "Basic a2V5Og==" } }],
    [
      "curl https://x.example -H 'Content-Type: text/xml' -d '<a/>'",
      { headers: {}, body: { type: "text", value: "<a/>", content_type: "text/xml" } },
    ],
    [
      "curl https://x.example -H 'X-Empty;' -H 'X-Gone:' -A me",
      { headers: { "X-Empty": "", "User-Agent": "me" } },
    ],
    ["$ curl https://x.example --data-raw $'it\\'s\\n\\u00e9'", { body: { type: "text", value: "it's\né" } }],
    [
      "curl --request=PUT --url=https://x.example --data='x=1'",
      { method: "PUT", url: "https://x.example", body: { type: "form" } },
    ],
  ])("%s", (command, expected) => {
    expect(message(command)).toMatchObject(expected);
  });

  it("says what was left out", () => {
    const parsed = parseCurl("curl https://x.example -H 'Host: a' -H 'X-A: 1' -H 'x-a: 2'");
    expect(parsed).toMatchObject({
      ok: true,
      message: { headers: { "x-a": "2" } },
      notes: [
        { key: "curl.notes.reserved_header", values: { name: "Host" } },
        { key: "curl.notes.header_twice", values: { name: "x-a" } },
      ],
    });
  });

  it.each([
    ["wget https://x.example", "wget"],
    ["curl", "curl"],
    ["curl https://a.example --frobnicate", "--frobnicate"],
    ["curl https://a.example b c", "b"],
    ["curl 'https://a.example", "'https://a.example"],
    ["curl https://a.example -d @file.json", "@file.json"],
    ["curl https://a.example -F a=b", "a=b"],
    ["curl https://a.example -H nocolon", "nocolon"],
    ["curl -X TRACE https://a.example", "TRACE"],
    ["curl https://a.example -H", "-H"],
    ["curl -I https://a.example", "-I"],
  ])("%s fails at %s", (command, token) => {
    expect(parseCurl(command)).toMatchObject({
      ok: false,
      token,
      message: expect.stringMatching(/\.$/),
      hint: expect.stringMatching(/\.$/),
    });
  });
});

describe("a request as cURL", () => {
  it("is quoted for a shell", () => {
    expect(
      toCurl({
        method: "POST",
        url: "https://x.example/?a[]=1",
        headers: [
          ["A", "it's"],
          ["B", ""],
        ],
        body: "$(rm) `x` \"'",
      }),
    ).toBe(
      `curl -X POST --globoff 'https://x.example/?a[]=1' \\\n  -H 'A: it'\\''s' \\\n  -H 'B;' \\\n  -H 'Content-Type:' \\\n  --data-raw '$(rm) \`x\` "'\\'''`,
    );
  });

  it("gives every word back when split again", () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom("'", '"', "\\", "\n", "$", "`", " ", "a", "é", "🎉", "!", "{", "^", "\t"),
        }),
        (body) => {
          const split = splitShellWords(
            toCurl({ method: "PUT", url: "https://x.example/", headers: [], body }),
          );
          if (!split.ok) throw new Error(split.token);
          expect(split.words.at(-1)?.text).toBe(body);
        },
      ),
    );
  });

  it("gives the same request when read and rendered again", () => {
    fc.assert(
      fc.property(
        fc
          .jsonValue()
          .filter(
            (value) =>
              typeof value === "object" &&
              !JSON.stringify(value).includes("{{") &&
              !JSON.stringify(value).includes("{%"),
          ),
        (value) => {
          const request = requestOf({
            url: "https://x.example/",
            headers: { "X-A": "1" },
            body: { type: "json", value: JSON.stringify(value) },
          });
          expect(requestOf(WebhookMessage.parse(message(toCurl(request))))).toEqual(request);
        },
      ),
    );
  });
});
