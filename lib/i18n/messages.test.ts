import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createTranslator } from "next-intl";
import { describe, expect, it } from "vitest";
import { LOCALES } from "./locales.ts";
import type { Messages } from "./service.ts";

const FOLDER = join(import.meta.dirname, "messages");
const areas = readdirSync(join(FOLDER, "en")).map((name) => name.replace(/\.json$/, ""));

function load(locale: string, area: string): Messages {
  return JSON.parse(readFileSync(join(FOLDER, locale, `${area}.json`), "utf8"));
}

function leaves(messages: Messages, path = ""): [string, string][] {
  return Object.entries(messages).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[`${path}${key}`, value]] : leaves(value, `${path}${key}.`),
  );
}

/** Names of the arguments a message uses, whatever their order; `one { day}` names none. */
function argumentsOf(message: string): string[] {
  const names = [...message.matchAll(/(?<!\b(?:one|other) (?=\{\s))\{\s*(\w+)\s*(?:,|\})/g)].map(
    (match) => match[1] ?? "",
  );
  return [...new Set(names)].sort();
}

describe("messages", () => {
  it("cover the same areas in every language", () => {
    for (const locale of LOCALES) {
      expect(readdirSync(join(FOLDER, locale)).sort()).toEqual(readdirSync(join(FOLDER, "en")).sort());
    }
  });

  it.each(areas)("have the same keys and arguments in every language: %s", (area) => {
    const english = new Map(leaves(load("en", area)));
    for (const locale of LOCALES) {
      const other = new Map(leaves(load(locale, area)));
      expect([...other.keys()].sort()).toEqual([...english.keys()].sort());
      for (const [key, message] of other) {
        const wanted = argumentsOf(english.get(key) ?? "");
        expect({ key, names: argumentsOf(message) }).toEqual({ key, names: wanted });
      }
    }
  });

  it.each(LOCALES)("parse as ICU: %s", (locale) => {
    const errors: string[] = [];
    const values = new Proxy({}, { get: () => 1, has: () => true });
    for (const area of areas) {
      const messages = load(locale, area);
      const t = createTranslator({
        locale,
        messages: { area: messages } as never,
        onError: (error) => errors.push(`${area}: ${error.message}`),
      }) as unknown as { (key: string, values: object): string; has: (key: string) => boolean };
      for (const [key, message] of leaves(messages)) {
        const given = Object.fromEntries(argumentsOf(message).map((name) => [name, 1]));
        if (!message.includes("<")) t(`area.${key}`, { ...given, ...values });
      }
    }
    expect(errors).toEqual([]);
  });
});

/** Fixed keys in the source: `const t = useTranslations("area")` … `t("key")`. */
describe("keys used in the source", () => {
  const sources = ["app", "components"].flatMap((folder) =>
    readdirSync(join(import.meta.dirname, "../..", folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.tsx?$/.test(name) && !name.includes(".test."))
      .map((name) => join(import.meta.dirname, "../..", folder, name)),
  );
  const known = new Set(areas.flatMap((area) => leaves(load("en", area)).map(([key]) => `${area}.${key}`)));

  it("exist in the messages", () => {
    const missing: string[] = [];
    for (const file of sources) {
      const source = readFileSync(file, "utf8");
      const translators = [
        ...source.matchAll(/const (\w+) = (?:await )?(?:useTranslations|getTranslations)\("([\w.]+)"\)/g),
      ];
      const names = new Set(translators.map((match) => match[1] ?? ""));
      for (const name of names) {
        const namespaces = translators.filter((match) => match[1] === name).map((match) => match[2]);
        for (const use of source.matchAll(new RegExp(`\\b${name}(?:\\.rich)?\\("([\\w.-]+)"`, "g"))) {
          if (!namespaces.some((namespace) => known.has(`${namespace}.${use[1]}`))) {
            missing.push(`${file.split("/").at(-1)}: ${namespaces.join("|")}.${use[1]}`);
          }
        }
      }
    }
    expect(missing).toEqual([]);
  });
});
