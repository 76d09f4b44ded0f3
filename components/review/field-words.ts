/** What a changed field is called on the screens. Pure. */
import type { useTranslations } from "next-intl";
import { SETTINGS } from "#lib/campaign/version-diff.ts";

type Translate = ReturnType<typeof useTranslations>;

/** `reviews` and `versions` are the messages below these names; `parts` the names of the variations or steps, in order. */
export interface FieldWords {
  reviews: Translate;
  versions: Translate;
  parts: readonly (string | undefined)[];
}

/** `variations.0.webhook.body.value` → "A: Body". What has no words of its own keeps its path. */
export function fieldWords(words: FieldWords, field: string): string {
  const { reviews, versions } = words;
  const [head = "", index = "", ...rest] = field.split(".");
  if (head === "variations" || head === "steps") return partWords(words, head, Number(index), rest);
  if (head === "content_blocks") return reviews("block", { name: [index, ...rest].join(".") });
  if (head === "segments") return reviews("segment", { name: [index, ...rest].join(".") });
  if (head === "trigger_contract") return reviews("contract");
  if (head === "entry") return versions("fields.delivery");
  return SETTING_FIELDS.has(head) ? versions(`fields.${head}`) : field;
}

/** A part of a webhook: `headers.Accept`, `body.value`. */
export function partName(reviews: Translate, part: string): string {
  const [head = "", ...rest] = part.split(".");
  if (head === "headers") return reviews("parts.header", { name: rest.join(".") });
  return PARTS.has(head) ? reviews(`parts.${head}`) : part;
}

const PARTS = new Set(["method", "url", "body", "percentage"]);
const SETTING_FIELDS: ReadonlySet<string> = new Set(Object.values(SETTINGS).flat());

function partWords(
  { reviews, parts }: FieldWords,
  head: "variations" | "steps",
  index: number,
  rest: readonly string[],
): string {
  const name = parts[index] || (head === "steps" ? `${index + 1}` : letter(index));
  const part = rest[0] === "webhook" ? rest.slice(1) : rest;
  if (part.length === 0) return name;
  return reviews("moved.part", { name, part: partName(reviews, part.join(".")) });
}

/** Variations are called A, B, C until somebody gives them names. */
function letter(index: number): string {
  return String.fromCharCode(65 + index);
}
