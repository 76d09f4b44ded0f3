import { describe, expect, it } from "vitest";
import { guideBlocks, guideTexts } from "./guide-blocks.ts";

describe("a page that explains a use case", () => {
  it("is read block by block", () => {
    const page = [
      "# Title",
      "Some text\nover two lines.",
      "![A picture](../images/x.png)",
      "1. first\n   goes on\n2. second",
      "* one",
      "| a | b |\n|---|---|\n| 1 | 2 |",
      "```sh\nrun it\n\nand again\n```",
    ].join("\n\n");
    expect(guideBlocks(page)).toEqual([
      { type: "heading", level: 1, text: "Title" },
      { type: "paragraph", text: "Some text over two lines." },
      { type: "image", alt: "A picture", source: "../images/x.png" },
      { type: "list", ordered: true, items: ["first goes on", "second"] },
      { type: "list", ordered: false, items: ["one"] },
      {
        type: "table",
        rows: [
          ["a", "b"],
          ["1", "2"],
        ],
      },
      { type: "code", text: "run it\n\nand again" },
    ]);
  });

  it("is read word by word", () => {
    expect(guideTexts("Click **Try it**, see `201` *once*, [more](x.md).")).toEqual([
      { type: "text", text: "Click " },
      { type: "strong", text: "Try it" },
      { type: "text", text: ", see " },
      { type: "code", text: "201" },
      { type: "text", text: " " },
      { type: "emphasis", text: "once" },
      { type: "text", text: ", " },
      { type: "link", text: "more", href: "x.md" },
      { type: "text", text: "." },
    ]);
  });
});
