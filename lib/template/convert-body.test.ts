import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WebhookBody } from "#lib/webhook/schema.ts";
import { type BodyMode, convertBody } from "./convert-body.ts";
import { json, renderData, requestOf } from "./render-fixture.ts";

const convert = (body: WebhookBody, to: BodyMode) => {
  const result = convertBody(body, to);
  if (!result.ok) throw new Error(result.message);
  return result;
};
const tree = {
  a: "{{ event_properties.${fare} }}",
  b: 'Hi "{{${first_name}}}"\n',
  "k{{${city}}}": [1, true, null, {}, []],
  q: '{{ "x" | append: "}" }}',
};

describe("switching a body", () => {
  it("from fields to JSON and back loses nothing", () => {
    const text = convert({ type: "json", value: tree }, "json");
    expect(text.lost).toEqual([]);
    expect(convert(text.body, "fields")).toEqual({ ok: true, body: { type: "json", value: tree }, lost: [] });
  });

  it("from fields to JSON renders the same request", () => {
    const { body } = convert({ type: "json", value: tree }, "json");
    const url = "https://example.com/";
    expect(JSON.parse(requestOf({ url, body }).body ?? "")).toEqual(
      JSON.parse(requestOf({ url, body: { type: "json", value: tree } }).body ?? ""),
    );
  });

  it("from JSON to fields keeps a quoted output a text", () => {
    const text =
      '{"n":{{ event_properties.fare }},"s":"{{ event_properties.fare }}","m":"<{{ event_properties.fare }}>"}';
    const { body } = convert({ type: "json", value: text }, "fields");
    expect(JSON.parse(requestOf({ url: "https://example.com/", body }).body ?? "")).toEqual(json(text));
    expect(json(text)).toEqual({ n: 99.5, s: "99.5", m: "<99.5>" });
  });

  it("keeps any JSON through fields and JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const wrapped = { v: JSON.parse(JSON.stringify(value)) };
        const there = convert({ type: "json", value: wrapped }, "json");
        expect(convert(there.body, "fields").body).toEqual({ type: "json", value: wrapped });
      }),
    );
  });

  it("names what JSON text would lose as fields", () => {
    expect(convert({ type: "json", value: '{"id":12345678901234567890,"a":1.0}' }, "fields").lost).toEqual([
      { key: "convert.lost.number", values: { token: "12345678901234567890", kept: "12345678901234567000" } },
    ]);
    expect(convert({ type: "json", value: '{"a":1,"a":2}' }, "fields").lost).toEqual([
      { key: "convert.lost.names_order", values: {} },
    ]);
  });

  it("refuses what fields cannot hold, with the place", () => {
    expect(
      convertBody({ type: "json", value: '{"a":1\n{% if x %},"b":2{% endif %}}' }, "fields"),
    ).toMatchObject({ ok: false, line: 2, column: 1 });
    expect(convertBody({ type: "json", value: '{"a":}' }, "fields")).toMatchObject({
      ok: false,
      line: 1,
      column: 6,
    });
    expect(convertBody({ type: "json", value: [1] }, "form")).toMatchObject({ ok: false });
  });

  it("between fields and form says what happens to types and nesting", () => {
    const form = convert({ type: "json", value: { to: { name: "{{${first_name}}}" }, n: 1 } }, "form");
    expect(form).toMatchObject({
      body: {
        type: "form",
        value: [
          { name: "to[name]", value: "{{${first_name}}}" },
          { name: "n", value: 1 },
        ],
      },
    });
    expect(form.lost).toHaveLength(2);
    expect(
      convert(
        {
          type: "form",
          value: [
            { name: "a", value: "1" },
            { name: "a", value: "2" },
          ],
        },
        "fields",
      ),
    ).toMatchObject({ body: { value: { a: ["1", "2"] } }, lost: [{ key: "convert.lost.repeated_names" }] });
  });

  it("between form and text keeps the pairs and their Liquid", () => {
    const value = [
      { name: "a b", value: "x&y={{ z | append: '&' }}" },
      { name: "c", value: "" },
    ];
    const text = convert({ type: "form", value }, "text");
    expect(text.body).toMatchObject({
      value: "a%20b=x%26y%3D{{ z | append: '&' }}&c=",
      content_type: "application/x-www-form-urlencoded",
    });
    expect(text.lost).toEqual([{ key: "convert.lost.percent_encoding", values: {} }]);
    expect(convert(text.body, "form").body).toEqual({ type: "form", value });
  });

  it("to none loses the body, and from none starts empty", () => {
    expect(convert({ type: "text", value: "x" }, "none").lost).toEqual([
      { key: "convert.lost.body", values: {} },
    ]);
    expect(convert({ type: "none" }, "fields").body).toEqual({ type: "json", value: {} });
    expect(
      requestOf({ url: "https://example.com/", body: convert({ type: "none" }, "json").body }, renderData())
        .body,
    ).toBe("{}");
  });
});
