/** Hides the secrets that a request carried in what is kept of its answer: receivers repeat what they were sent. */
import { MASK } from "#lib/template/emitters.ts";

/** `cut`: the text is not all that came, so a secret may end it half. */
export type Conceal = (text: string, cut: boolean) => string;

/** Shorter ones are found in any text by chance. */
const SHORTEST = 6;

/** Hides these values, written as receivers write them. Without any, texts stay as they are. */
export function concealer(values: readonly string[]): Conceal {
  if (values.length === 0) return (text) => text;
  const forms = [
    ...new Set(
      values
        .map((value) => value.trim())
        .filter(isLong)
        .flatMap(formsOf),
    ),
  ].toSorted((a, b) => b.length - a.length);
  return (text, cut) => {
    const hidden = forms.reduce((rest, form) => rest.replaceAll(form, MASK), text);
    return cut ? withoutBeginnings(hidden, forms) : hidden;
  };
}

/** What these names stand for; `*` for all of them. */
export function valuesOf(
  names: readonly string[],
  secrets: ReadonlyMap<string, { value: string }>,
): string[] {
  return [...(names.includes("*") ? secrets.keys() : names)].flatMap(
    (name) => secrets.get(name)?.value ?? [],
  );
}

/** Credentials of HTTP Basic among the headers, where the password is no longer to be seen. */
export function basicCredentials(headers: readonly (readonly [string, string])[]): string[] {
  return headers.flatMap(([name, value]) =>
    name.toLowerCase() === "authorization" ? (/^basic\s+(\S+)$/i.exec(value)?.[1] ?? []) : [],
  );
}

function isLong(value: string): boolean {
  return value.length >= SHORTEST;
}

function formsOf(value: string): string[] {
  const encoded = [
    encodeURIComponent(value.toWellFormed()),
    new URLSearchParams({ "": value }).toString().slice(1),
  ];
  const quoted = JSON.stringify(value).slice(1, -1);
  const ascii = quoted.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return [
    value,
    ...encoded,
    ...encoded.map((text) => text.replace(/%../g, (escaped) => escaped.toLowerCase())),
    ...[quoted, ascii].flatMap((text) => [text, text.replaceAll("/", "\\/")]),
    Buffer.from(value).toString("base64"),
  ];
}

function withoutBeginnings(text: string, forms: readonly string[]): string {
  for (const form of forms) {
    for (let length = Math.min(form.length - 1, text.length); length >= SHORTEST; length -= 1) {
      if (text.endsWith(form.slice(0, length))) return text.slice(0, -length) + MASK;
    }
  }
  return text;
}
