import { describe, expect, it } from "vitest";
import { detectDelimiter, detectEncoding } from "./detect-format.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string, littleEndian: boolean) => {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at += 1) view.setUint16(at * 2, text.charCodeAt(at), littleEndian);
  return bytes;
};

describe("encoding of a file", () => {
  it.each([
    ["a byte order mark of UTF-8", utf8("\uFEFFid,name"), "utf-8", []],
    ["plain UTF-8", utf8("id,prénom"), "utf-8", []],
    ["a byte order mark of UTF-16", utf16("\uFEFFid", true), "utf-16le", []],
    ["a big-endian byte order mark", utf16("\uFEFFid", false), "utf-16be", []],
    ["UTF-16 without a mark", utf16("id,name\nu1,Zoe", true), "utf-16le", ["utf_16_without_bom"]],
  ])("is read from %s", (_name, head, encoding, assumed) => {
    expect(detectEncoding(head, true)).toEqual({ encoding, assumed });
  });

  it("is assumed to be Windows-1252 when the bytes are not UTF-8, and says so", () => {
    const head = Uint8Array.from([0x69, 0x64, 0x2c, 0xe9]);
    expect(detectEncoding(head, false)).toEqual({ encoding: "windows-1252", assumed: ["windows_1252"] });
  });

  it("of an empty file is UTF-8", () => {
    expect(detectEncoding(new Uint8Array(), true).encoding).toBe("utf-8");
  });
});

describe("delimiter of a file", () => {
  it.each([
    [",", "id,name\nu1,Zoë\n"],
    [";", "id;price\nu1;1,5\nu2;2,5\n"],
    ["\t", "id\tname\nu1\tLast, First\n"],
    ["|", "id|name\nu1|Zoë\n"],
    [",", 'id,note\nu1,"a;b;c\nd;e"\nu2,x\n'],
  ])("is %j where it cuts every line alike", (delimiter, head) => {
    expect(detectDelimiter(head)).toEqual({ delimiter, assumed: [] });
  });

  it("is assumed to be a comma when there is one column", () => {
    expect(detectDelimiter("id\nu1\nu2\n")).toEqual({ delimiter: ",", assumed: ["delimiter"] });
  });
});
