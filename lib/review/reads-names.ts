/** Whether what is sent may read the name of its campaign or canvas, or of a variation: then a name is content. */
import { analyzeMessage } from "#lib/template/analyze.ts";
import { compileMessage } from "#lib/template/compile-message.ts";
import type { ReviewContent } from "./content.ts";
import { type ContentMessage, campaignMessages, canvasMessages } from "./messages.ts";

/** How a name is mostly written. */
const SPELLED_OUT = /\b(campaign|canvas)\s*\.\s*(\$\{)?\s*(message_)?name\b/;
const MENTIONED = /\b(campaign|canvas)\b/;
/** What else is known of a campaign or canvas: ids, which no rename changes. `*` is a name that is computed. */
const ID = /^(campaign|canvas)\.(?!\w*name(\.|$))\w+(\.|$)/;

export function readsNames(content: ReviewContent): boolean {
  const messages = messagesIn(content);
  const own = messages.map(({ webhook }) => webhook);
  const texts = JSON.stringify([own, content.content_blocks]);
  if (SPELLED_OUT.test(texts)) return true;
  if (MENTIONED.test(texts) && messages.some((message) => readsName(message, content.content_blocks)))
    return true;
  return content.type === "canvas" && content.definition.steps.some(writesFromName);
}

/** By any way of reading: `campaign["name"]`, `campaign | json`, another variable that is the whole campaign. */
function readsName({ webhook }: ContentMessage, blocks: ReviewContent["content_blocks"]): boolean {
  return analyzeMessage(compileMessage(webhook), blocks).variables.some(
    ({ path }) => MENTIONED.test(path.split(".")[0] ?? "") && !ID.test(path),
  );
}

/** Steps that write values: their templates are short, so any mention counts. */
function writesFromName(step: { type: string }): boolean {
  if (step.type === "message") return false;
  return /\{[{%][^}]*\b(campaign|canvas)\b/.test(JSON.stringify(step));
}

function messagesIn(content: ReviewContent): ContentMessage[] {
  return content.type === "campaign"
    ? campaignMessages(content.definition)
    : canvasMessages(content.definition);
}
