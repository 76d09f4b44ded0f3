/** Words of the English messages where no interface is around: in answers of the API, in logs. Pure. */
type Messages = { [key: string]: string | Messages };

/** Says a message by its key: what `useTranslations` answers, and `english` for those without a screen. */
export type Say = (key: string, values?: Record<string, string | number>) => string;

const PLURAL = /\{(\w+), plural,((?:\s*(?:=\d+|one|other)\s*\{[^{}]*\})+)\}/g;

/** Reads the part of ICU that messages said without a screen may use: arguments, and plurals of English. */
export function english(messages: Messages): Say {
  return (key, values = {}) => {
    const message = key
      .split(".")
      .reduce<string | Messages | undefined>(
        (at, part) => (typeof at === "object" ? at[part] : undefined),
        messages,
      );
    if (typeof message !== "string") throw new Error(`There is no message ${key}.`);
    return message
      .replace(PLURAL, (_all, name: string, cases: string) => pluralOf(Number(values[name]), cases))
      .replace(/\{(\w+)\}/g, (_all, name: string) => String(values[name] ?? ""));
  };
}

function pluralOf(count: number, cases: string): string {
  const texts = new Map(
    [...cases.matchAll(/(=\d+|one|other)\s*\{([^{}]*)\}/g)].map(([, name, text]) => [name, text]),
  );
  const text = texts.get(`=${count}`) ?? texts.get(count === 1 ? "one" : "other") ?? texts.get("other") ?? "";
  return text.replaceAll("#", String(count));
}
