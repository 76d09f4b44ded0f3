/** Headers as lines of text, and back. Pure. */

export function textOf(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
}

/** Lines without a name are left out. */
export function headersOf(text: string): Record<string, string> {
  const pairs = text.split("\n").map((line) => {
    const [name = "", ...rest] = line.split(":");
    return [name.trim(), rest.join(":").trim()] as const;
  });
  return Object.fromEntries(pairs.filter(([name]) => name !== ""));
}
