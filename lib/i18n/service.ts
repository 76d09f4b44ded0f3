import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locale } from "./locales.ts";

export type Messages = { [key: string]: string | Messages };

const cache = new Map<Locale, Promise<Messages>>();

/**
 * All messages of a language, one top-level key per file: `messages/en/campaign.json` is `campaign.*`.
 * A new area is two new files and no edit elsewhere.
 */
export function loadMessages(locale: Locale, options: { fresh: boolean }): Promise<Messages> {
  const cached = cache.get(locale);
  if (cached && !options.fresh) return cached;
  const loading = readMessages(locale);
  cache.set(locale, loading);
  return loading;
}

async function readMessages(locale: Locale): Promise<Messages> {
  const folder = join(process.cwd(), "lib", "i18n", "messages", locale);
  const files = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
  const areas = await Promise.all(
    files.map(async (name): Promise<[string, Messages]> => {
      const content: Messages = JSON.parse(await readFile(join(folder, name), "utf8"));
      return [name.slice(0, -".json".length), content];
    }),
  );
  return Object.fromEntries(areas);
}
