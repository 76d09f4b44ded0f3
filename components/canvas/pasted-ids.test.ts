import { describe, expect, it } from "vitest";
import { pastedIds } from "./pasted-ids.ts";

describe("pasted ids", () => {
  it.each([
    ["one per line, empty lines and doubles passed over", "u1\r\n\nu2\nu1\n", ["u1", "u2"]],
    ["several in one line", "u1, u2;u3 u4", ["u1", "u2", "u3", "u4"]],
    ["a file with a header, the column by name", '\uFEFFname;external_id\nZoë;u1\nMax;"u2"', ["u1", "u2"]],
    ["a file with a header and one column", "external_user_id\nu1", ["u1"]],
    ["a file without a header: its first column", "u1,Zoë\nu2,Max", ["u1", "u2"]],
    ["spaces inside an id of its own line", "anna maria\nu2", ["anna maria", "u2"]],
    ["nothing", " \n ", []],
  ])("are %s", (_name, text, ids) => {
    expect(pastedIds(text)).toEqual(ids);
  });
});
