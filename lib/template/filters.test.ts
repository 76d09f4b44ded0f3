import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { json, print, renderData } from "./render-fixture.ts";

describe("filters", () => {
  it.each([
    ["{{ nothing | json }}", "null"],
    ["{{ nil | json }}", "null"],
    ["{{ 'a\"b' | json }}", '"a\\"b"'],
    ["{{ custom_attribute.tags | as_json_string }}", '["a","b"]'],
    ["{{ 'a\"b' | json_escape }}", 'a\\"b'],
    ['{% assign o = \'{"a":{"b":2}}\' | json_parse %}{{ o.a.b }}', "2"],
    ["{% assign o = 'no json' | json_parse %}[{{ o }}]", "[]"],
    ["{{ 'a b/c?d&é' | url_param_escape }}", "a%20b%2Fc%3Fd%26%C3%A9"],
    ["{{ 'hey<&>hi' | url_param_escape }}", "hey%3C%26%3Ehi"],
    ["{{ 'hey<>hi' | url_escape }}", "hey%3C%3Ehi"],
    ["{{ 'a b' | url_encode }}", "a+b"],
    ["{{ 'a%20b+c' | url_decode }}", "a b c"],
    ["{{ 'x' | base64_encode }}{{ 'eA==' | base64_decode }}", "eA==x"],
    ["{{ 12345.5 | money: '$' }} {{ -3 | money: '€' }}", "$12,345.50 -€3.00"],
    ["{{ 1234567 | number_with_delimiter }} {{ 12.5 | number_with_delimiter }}", "1,234,567 12.5"],
    ["{{ custom_attribute.address | property_accessor: 'zip code' }}", "69001"],
    ["{{ 7 | divided_by: 2 }} {{ 7 | divided_by: 2.5 }} {{ 7 | modulo: 4 }}", "3 2.8 3"],
    ["{{ '5' | plus: 0 }}", "5"],
    ["{{ 'now' | date: '%Y-%m-%dT%H:%M:%S%z' }}", "2026-03-04T05:06:07+0000"],
    ["{{ 'now' | date: '%s' | plus: 86400 | date: '%Y-%m-%d' }}", "2026-03-05"],
    [
      "{{ 'now' | time_zone: 'America/New_York' | date: '%A %-d %B %H:%M %z' }}",
      "Wednesday 4 March 00:06 -0500",
    ],
    ["{{ 'now' | time_zone: ${time_zone} | iso8601 }}", "2026-03-04T06:06:07+01:00"],
    ["{{ '2026-07-01 10:00' | iso8601 }}", "2026-07-01T10:00:00Z"],
    ["{{ 'not a date' | date: '%Y' }}", "not a date"],
    ["{{ custom_attribute.tags | size }} {{ 'abc' | size }}", "2 3"],
    ["{{ custom_attribute.tags | join: '-' | upcase }}", "A-B"],
    ["{{ 'a,b,b' | split: ',' | uniq | last }}", "b"],
    ["{{ ' x ' | strip | append: 'y' | prepend: '>' }}", ">xy"],
  ])("%s prints %s", (template, expected) => {
    expect(print(template)).toBe(expected);
  });

  it("hashes and signs as other tools do", () => {
    const hmac = (algorithm: string, encoding: "hex" | "base64") =>
      createHmac(algorithm, "key").update("é").digest(encoding);
    expect(print("{{ 'é' | md5 }}")).toBe(createHash("md5").update("é").digest("hex"));
    expect(print("{{ 'é' | sha1 }}")).toBe(createHash("sha1").update("é").digest("hex"));
    expect(print("{{ 'é' | sha2 }}")).toBe(createHash("sha256").update("é").digest("hex"));
    expect(print("{{ 'é' | hmac_sha1_hex: 'key' }}")).toBe(hmac("sha1", "hex"));
    expect(print("{{ 'é' | hmac_sha256_hex: 'key' }}")).toBe(hmac("sha256", "hex"));
    expect(print("{{ 'é' | hmac_sha256_base64: 'key' }}")).toBe(hmac("sha256", "base64"));
    expect(print("{{ 'é' | hmac_sha512: 'key' }}")).toBe(hmac("sha512", "hex"));
  });

  it("makes the same uuids for the same delivery and different ones for each call", () => {
    const template = "{{ '' | uuid }} {{ '' | uuid }}";
    const [first, second] = print(template).split(" ");
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(second).not.toBe(first);
    expect(print(template)).toBe(`${first} ${second}`);
    const other = renderData({ delivery: { id: "another", idempotency_key: "k", attempt: 1 } });
    expect(print(template, other)).not.toContain(first);
  });

  it("lets epoch seconds stand bare in JSON", () => {
    expect(json('{"at":{{ event.time | date: "%s" }}000,"day":{{ event.time | date: "%d" }}}')).toEqual({
      at: 1772600400000,
      day: "04",
    });
  });

  it("reads only own properties of data", () => {
    expect(
      print(
        "[{{ custom_attribute.constructor }}{{ user.__proto__ }}{{ custom_attribute.address | property_accessor: 'toString' }}]",
      ),
    ).toBe("[]");
  });
});
