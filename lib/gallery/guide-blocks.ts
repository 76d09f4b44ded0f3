/** Reads the little Markdown that pages of docs/use-cases are written in. */

export type GuideBlock =
  | { type: "heading"; level: 1 | 2; text: string }
  | { type: "paragraph"; text: string }
  | { type: "list"; ordered: boolean; items: string[] }
  | { type: "code"; text: string }
  | { type: "table"; rows: string[][] }
  | { type: "image"; alt: string; source: string };

export type GuideText =
  | { type: "text" | "code" | "strong" | "emphasis"; text: string }
  | { type: "link"; text: string; href: string };

const IMAGE = /^!\[([^\]]*)\]\(([^)]+)\)$/;
const ITEM = /^(?:[*-]|\d+\.) /;

/** Blocks are parted by empty lines; code stands between fences. */
export function guideBlocks(markdown: string): GuideBlock[] {
  // Every second part stood between fences; its first line names the language.
  return markdown.split(/^```/m).flatMap((part, index): GuideBlock[] => {
    if (index % 2 === 1) return [{ type: "code", text: part.replace(/^.*\n/, "").trimEnd() }];
    return part
      .split(/\n{2,}/)
      .map((text) => text.trim())
      .filter((text) => text !== "")
      .map(blockOf);
  });
}

function blockOf(text: string): GuideBlock {
  const [, marks, title] = /^(#{1,2}) (.+)$/.exec(text) ?? [];
  if (marks && title) return { type: "heading", level: marks.length === 1 ? 1 : 2, text: title };
  const [, alt, source] = IMAGE.exec(text) ?? [];
  if (source) return { type: "image", alt: alt ?? "", source };
  if (text.startsWith("|")) return { type: "table", rows: rowsOf(text) };
  if (!ITEM.test(text)) return { type: "paragraph", text: joined(text) };
  const items = text.split(/\n(?=[*-] |\d+\. )/).map((item) => joined(item.replace(ITEM, "")));
  return { type: "list", ordered: /^\d/.test(text), items };
}

function rowsOf(text: string): string[][] {
  return text
    .split("\n")
    .filter((line) => !/^\|[-|\s]+\|$/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    );
}

function joined(text: string): string {
  return text.replace(/\s*\n\s*/g, " ");
}

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*|\[([^\]]+)\]\(([^)]+)\)/g;

/** Code, strong, emphasis and links within a line. */
export function guideTexts(line: string): GuideText[] {
  const texts: GuideText[] = [];
  let from = 0;
  for (const match of line.matchAll(INLINE)) {
    if (match.index > from) texts.push({ type: "text", text: line.slice(from, match.index) });
    texts.push(inlineOf(match));
    from = match.index + match[0].length;
  }
  if (from < line.length) texts.push({ type: "text", text: line.slice(from) });
  return texts;
}

function inlineOf([, code, strong, emphasis, text, href]: RegExpMatchArray): GuideText {
  if (code !== undefined) return { type: "code", text: code };
  if (strong !== undefined) return { type: "strong", text: strong };
  if (emphasis !== undefined) return { type: "emphasis", text: emphasis };
  return { type: "link", text: text ?? "", href: href ?? "" };
}
