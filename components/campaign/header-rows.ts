/**
 * Headers as rows while they are typed. The draft holds them by name, so a name that another row has already is held
 * apart by spaces at its end: no row is lost on the way to another name, and no such draft can be launched. Pure.
 */

type Headers = Record<string, string>;

export interface HeaderRow {
  /** As the draft holds it. */
  key: string;
  name: string;
  value: string;
  /** Whether a row before has the same name; upper and lower case make no difference. */
  isTwice: boolean;
}

export function headerRows(headers: Headers): HeaderRow[] {
  const seen = new Set<string>();
  return Object.entries(headers).map(([key, value]) => {
    const name = key.trimEnd();
    const isTwice = seen.has(name.toLowerCase());
    seen.add(name.toLowerCase());
    return { key, name, value, isTwice };
  });
}

/** Renames or changes one header, keeping the order of the rows. */
export function withHeader(
  headers: Headers,
  index: number,
  change: { name?: string; value?: string },
): Headers {
  return byName(headerRows(headers).map((row, at) => (at === index ? { ...row, ...change } : row)));
}

export function withoutHeader(headers: Headers, index: number): Headers {
  return byName(headerRows(headers).filter((_, at) => at !== index));
}

function byName(rows: readonly { name: string; value: string }[]): Headers {
  const headers: Headers = {};
  for (const { name, value } of rows) {
    let key = name.trimEnd();
    while (key in headers) key += " ";
    headers[key] = value;
  }
  return headers;
}
