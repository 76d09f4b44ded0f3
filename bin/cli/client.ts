/** A small client of the API: typed by the schemas that the server checks with. */
import { z } from "zod";

export interface Connection {
  origin: string;
  key: string;
}

const errorSchema = z.object({
  message: z.string(),
  errors: z
    .array(z.object({ field: z.string().optional(), message: z.string(), hint: z.string().optional() }))
    .default([]),
});

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export class Client {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** One call; the answer is checked against `schema`. Throws what the server says is wrong. */
  async call<Schema extends z.ZodType>(
    schema: Schema,
    method: Method,
    path: string,
    body?: unknown,
  ): Promise<z.output<Schema>> {
    const response = await fetch(`${this.#connection.origin}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#connection.key}`, "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok) return schema.parse(answer);
    const said = errorSchema.safeParse(answer);
    if (!said.success) throw new Error(`${method} ${path}: the server answered ${response.status}.`);
    const { message, errors } = said.data;
    const details = errors.map(
      (item) => `  ${[item.field, item.message, item.hint].filter(Boolean).join(" · ")}`,
    );
    throw new Error([`${method} ${path}: ${message}`, ...details].join("\n"));
  }

  /** Every item of a paged list. */
  async *pages<Item extends z.ZodType>(
    item: Item,
    path: string,
    name: string,
  ): AsyncGenerator<z.output<Item>> {
    const page = z.looseObject({ [name]: z.array(item), next_cursor: z.string().nullish() });
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? "" : `?cursor=${encodeURIComponent(cursor)}`;
      const answer = (await this.call(page, "GET", `${path}${query}`)) as Record<string, unknown>;
      yield* answer[name] as z.output<Item>[];
      cursor = (answer.next_cursor as string | null | undefined) ?? null;
    } while (cursor !== null);
  }
}
