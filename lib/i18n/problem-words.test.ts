import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createTranslator } from "next-intl";
import { describe, expect, it } from "vitest";
import { LOCALES } from "./locales.ts";
import { type ProblemKey, problemText, sayProblem } from "./problem-words.ts";
import type { Messages } from "./service.ts";

const ROOT = join(import.meta.dirname, "../..");
const load = (locale: string, area: string): Messages =>
  JSON.parse(readFileSync(join(ROOT, "lib/i18n/messages", locale, `${area}.json`), "utf8"));

/** What only callers of the API meet, in sends, schedules and lines of files. */
const API_ONLY = [
  "alias_needs_user",
  "alias_of_known_user",
  "already_done",
  "attributes_required",
  "body_too_deep",
  "broadcast_required",
  "broadcast_with_recipients",
  "content_type_not_json",
  "context_too_large",
  "duplicate_field",
  "email_missing",
  "idempotency_in_progress",
  "idempotency_key_reused",
  "invalid_campaign_id",
  "invalid_egress_allow",
  "invalid_encoding",
  "invalid_if_match",
  "invalid_message_variant",
  "invalid_schedule_id",
  "max_ids_exceeded",
  "message_variant_unspecified",
  "mismatched_message_type",
  "no_lines",
  "no_message_to_send",
  "no_recipients",
  "not_an_object",
  "not_recorded",
  "nul_character",
  "optimal_time_not_supported",
  "recipient_identifier",
  "start_after_end",
  "start_and_length",
  "too_many_lines",
  "unknown_alias",
  "unknown_type",
  "unstorable_text",
];

/** Codes that are no problems: facts of a review, the stage of a finding. */
const NO_PROBLEMS = ["branches", "problems", "samples_render", "secrets", "save"];

const NOT_SHOWN = new Set([...API_ONLY, ...NO_PROBLEMS]);

/** Fixed codes in the source: of problems, of refusals, of rules of schemas. */
function codesInSource(): string[] {
  const files = ["lib", "app"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter(
        (name) => name.endsWith(".ts") && !/\.test\.|generated|^testing\/|^sample\/|^gallery\//.test(name),
      )
      .map((name) => join(ROOT, folder, name)),
  );
  const codes = files.flatMap((file) =>
    [
      ...readFileSync(file, "utf8").matchAll(
        /(?:\bcode: |\b(?:conflict|fatal|forbidden|refused|problem|issue|error|finding)\(\s*(?:"(?:save|launch|error|warning)",\s*)*)"([a-z][a-z_.]+)"/g,
      ),
    ].map(([, code = ""]) => code),
  );
  return [...new Set(codes)].filter((code) => !NOT_SHOWN.has(code)).sort();
}

function at(messages: Messages, path: string): unknown {
  return path.split(".").reduce<unknown>((node, key) => (node as Messages | undefined)?.[key], messages);
}

describe("words of problems", () => {
  it.each(LOCALES)("exist for every code: %s", (locale) => {
    const problems = load(locale, "problems");
    const errors = load(locale, "errors");
    const missing = codesInSource().filter((code) => !at(problems, code) && typeof errors[code] !== "string");
    expect(missing).toEqual([]);
  });

  it("say the same problem in both languages, with words inside words", () => {
    const reason = { key: "json.unexpected.message", values: { char: "}" } };
    const fix = { key: "json.no_value.fix", values: {} };
    const { message, hint, words } = problemText("body.invalid_json", { line: 1, column: 6, reason, fix });
    expect(message).toBe("The body is not valid JSON: line 1, column 6, unexpected `}`.");
    expect(hint).toBe("A value is missing before it.");
    const french = createTranslator({
      locale: "fr",
      messages: { problems: load("fr", "problems") } as never,
    });
    const say = (key: string, values?: Record<string, string | number>) =>
      (french as unknown as (key: string, values: object) => string)(`problems.${key}`, values ?? {});
    expect(sayProblem(words, say)).toEqual({
      message: "Le corps n’est pas du JSON valide : ligne 1, colonne 6, `}` inattendu.",
      hint: "Il manque une valeur avant.",
    });
  });

  it("refuse a name that nobody worded", () => {
    expect(() => problemText("url.never" as ProblemKey)).toThrow("url.never");
  });
});
