/** Where a comment on a line belongs after the text around it changed. */
import { linesOfField } from "./changes.ts";
import type { CommentPlace } from "./comment-schema.ts";
import type { ReviewContent } from "./content.ts";

export interface Anchor {
  field: string | null;
  line: number | null;
  /** The line as it read when it was commented on. */
  lineText: string | null;
}

/**
 * `here`: the line reads as before, or the comment is about the whole. `moved`: the same text now stands elsewhere in
 * the field. `vanished`: neither field nor line is there any more; the comment is shown with the line it was about.
 */
export function placeOf(anchor: Anchor, content: ReviewContent): CommentPlace {
  const { field, line, lineText } = anchor;
  if (field === null) return { state: "here", line: null };
  const lines = linesOfField(content, field);
  if (lines === null) return { state: "vanished", line: null };
  if (line === null || lineText === null) return { state: "here", line: null };
  if (lines[line - 1] === lineText) return { state: "here", line };
  const nearest = lines
    .flatMap((text, index) => (text === lineText ? [index + 1] : []))
    .toSorted((a, b) => Math.abs(a - line) - Math.abs(b - line))[0];
  return nearest === undefined ? { state: "vanished", line: null } : { state: "moved", line: nearest };
}
