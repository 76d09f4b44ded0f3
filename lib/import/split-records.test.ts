import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CsvRecord, RecordSplitter } from "./split-records.ts";

const limits = { rowCharacters: 60, rowLines: 4 };

function split(text: string, piece = text.length || 1): CsvRecord[] {
  const splitter = new RecordSplitter(",", limits);
  const records: CsvRecord[] = [];
  for (let at = 0; at < text.length; at += piece) records.push(...splitter.push(text.slice(at, at + piece)));
  return [...records, ...splitter.end()];
}

const brief = (records: CsvRecord[]) => records.map(({ line, text, problem }) => [line, text, problem]);

describe("records of a CSV text", () => {
  it("end at line breaks outside of quotes, and know the line they begin at", () => {
    expect(brief(split('a,b\r\n\r\n"x\ny",2\n3,"say ""hi"""\n4'))).toEqual([
      [1, "a,b", null],
      [3, '"x\ny",2', null],
      [5, '3,"say ""hi"""', null],
      [6, "4", null],
    ]);
  });

  it("take a quote in the middle of a cell as text", () => {
    expect(brief(split('5" pipe,1\n6,2'))).toEqual([
      [1, '5" pipe,1', null],
      [2, "6,2", null],
    ]);
  });

  it("lose one line to a quote that is never closed, whether the file ends or goes on", () => {
    expect(brief(split('a,b\n1,"open\n2,x\n3,y'))).toEqual([
      [1, "a,b", null],
      [2, '1,"open', "quote_not_closed"],
      [3, "2,x", null],
      [4, "3,y", null],
    ]);
    const long = split(`1,"open\n${"2,x\n".repeat(20)}`);
    expect(long[0]).toMatchObject({ line: 1, problem: "quote_not_closed" });
    expect(long.slice(1).map(({ line, text }) => [line, text])).toEqual(
      Array.from({ length: 20 }, (_, index) => [index + 2, "2,x"]),
    );
  });

  it("lose one line that is too long", () => {
    expect(brief(split(`${"z".repeat(100)}\n1,2\n`, 7)).map(([line, , problem]) => [line, problem])).toEqual([
      [1, "too_long"],
      [2, null],
    ]);
  });

  it("are the same however the text is cut into pieces", () => {
    const text = fc.array(fc.constantFrom('"', ",", "\n", "\r\n", "a", "bc", "z".repeat(25)), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 9 }), (parts, piece) => {
        expect(split(parts.join(""), piece)).toEqual(split(parts.join("")));
      }),
    );
  });
});
