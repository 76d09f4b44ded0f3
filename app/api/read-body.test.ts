import { describe, expect, it } from "vitest";
import { readJson } from "./read-body.ts";

function post(body: BodyInit): Request {
  return new Request("http://localhost/", { method: "POST", body });
}

describe("reading a JSON body", () => {
  it("answers the value and the text it came from", async () => {
    expect(await readJson(post('{"a":[1,"}"]}'), 100)).toEqual({
      text: '{"a":[1,"}"]}',
      value: { a: [1, "}"] },
    });
  });

  it.each([
    ["text that is not JSON", "{nope", "invalid_json"],
    ["nesting deeper than 64 levels", "[".repeat(65) + "]".repeat(65), "body_too_deep"],
    ["bytes that are not UTF-8", new Uint8Array([0x22, 0xff, 0x22]), "invalid_encoding"],
    ["a field that is named twice", '{"a":1,"b":[{"c":1,"c":2}]}', "duplicate_field"],
    ["a field that is named twice in two spellings", '{"a":1,"\\u0061":2}', "duplicate_field"],
    ["more than the limit", JSON.stringify("x".repeat(200)), "payload_too_large"],
  ])("refuses %s", async (_, body, code) => {
    await expect(readJson(post(body), 150)).rejects.toMatchObject({ errors: [{ code }] });
  });

  it("does not count brackets inside text as nesting", async () => {
    const text = JSON.stringify({
      note: `${"[".repeat(70)} "quoted": \\`,
      "odd\\": 1,
      list: [{ note: 1 }, { note: 2 }],
    });
    expect((await readJson(post(text), 1000)).value).toEqual(JSON.parse(text));
  });
});
