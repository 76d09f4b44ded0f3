/** The API from TypeScript: calls and answers are typed by the OpenAPI document. */
import type { Operations } from "./generated/api-types.ts";

export interface ClientOptions {
  /** Where the server is, for example `http://127.0.0.1:3000`. */
  origin: string;
  key: string;
  /** How often a call that was refused for now (429, 503) is made again; 3 unless given. */
  retries?: number;
}

export type OperationName = keyof Operations;
export type AnswerOf<Name extends OperationName> = Operations[Name]["answer"];

/** `path`, `query`, `body` and `text` as the call takes them; beside them what every call may carry. */
export type InputOf<Name extends OperationName> = Omit<Operations[Name], "answer"> & Extras;

interface Extras {
  /** Makes a POST that may be repeated: it is done once. */
  idempotencyKey?: string;
  /** The ETag that a change is bound to. */
  ifMatch?: string;
  signal?: AbortSignal;
}

type Required<Name extends OperationName> =
  Record<never, never> extends Omit<Operations[Name], "answer">
    ? [input?: InputOf<Name>]
    : [input: InputOf<Name>];

interface ErrorItem {
  code: string;
  field?: string;
  message: string;
  hint?: string;
}

/** An answer that is not 2xx. `message` names what is wrong, `errors` each field and its fix. */
export class SignalboxError extends Error {
  readonly status: number;
  readonly errors: readonly ErrorItem[];
  readonly requestId: string | null;

  constructor(status: number, message: string, errors: readonly ErrorItem[], requestId: string | null) {
    super(message);
    this.name = "SignalboxError";
    this.status = status;
    this.errors = errors;
    this.requestId = requestId;
  }
}

interface AnyInput extends Extras {
  path?: object;
  query?: object;
  body?: unknown;
  text?: string;
}

const DEFAULT_RETRIES = 3;
const MOST_WAIT_SECONDS = 60;

export class SignalboxClient {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = { ...options, origin: options.origin.replace(/\/$/, "") };
  }

  /** One call by its name in the document. Throws SignalboxError for what is refused. */
  async call<Name extends OperationName>(name: Name, ...[input]: Required<Name>): Promise<AnswerOf<Name>> {
    const [method = "GET", path = "/"] = name.split(" ");
    return (await this.request(method, path, input as AnyInput | undefined)) as AnswerOf<Name>;
  }

  /** One call by method and address, for what has no type. */
  async request(method: string, path: string, input: AnyInput = {}): Promise<unknown> {
    const url = `${this.#options.origin}/api/v1${filled(path, input.path)}${queryOf(input.query)}`;
    for (let left = this.#options.retries ?? DEFAULT_RETRIES; ; left--) {
      const response = await fetch(url, this.#init(method, input));
      const wait = response.status === 429 || response.status === 503 ? waitOf(response) : null;
      if (wait === null || left <= 0) return answerOf(response);
      await response.body?.cancel();
      await new Promise((done) => setTimeout(done, wait * 1_000));
    }
  }

  /** Every item of a list that is read page by page; `field` is where the items stand in the answer. */
  async *pages(path: string, field: string, query: object = {}): AsyncGenerator<Record<string, unknown>> {
    let cursor: unknown = null;
    do {
      const page = fieldsOf(
        await this.request("GET", path, { query: cursor === null ? query : { ...query, cursor } }),
      );
      const items = page[field];
      if (Array.isArray(items)) yield* items.map(fieldsOf);
      cursor = page.next_cursor ?? null;
    } while (cursor !== null);
  }

  #init(method: string, { body, text, idempotencyKey, ifMatch, signal }: AnyInput): RequestInit {
    const type = text === undefined ? "application/json" : "application/x-ndjson";
    return {
      method,
      headers: {
        authorization: `Bearer ${this.#options.key}`,
        ...(body === undefined && text === undefined ? {} : { "content-type": type }),
        ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }),
        ...(ifMatch === undefined ? {} : { "if-match": ifMatch }),
      },
      ...(text === undefined ? {} : { body: text }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    };
  }
}

/** `/campaigns/{campaign_id}` with its value; what is missing is a mistake of the caller. */
function filled(path: string, values: object = {}): string {
  const given = fieldsOf(values);
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = given[name];
    if (value === undefined || value === "") throw new TypeError(`The path needs "${name}".`);
    return encodeURIComponent(String(value));
  });
}

function queryOf(query: object = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [value].flat().map((one) => [name, String(one)]),
  );
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs).toString()}`;
}

async function answerOf(response: Response): Promise<unknown> {
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer;
  const { message, errors, request_id: id } = fieldsOf(answer);
  throw new SignalboxError(
    response.status,
    typeof message === "string" ? message : `The server answered ${response.status}.`,
    Array.isArray(errors) ? (errors as ErrorItem[]) : [],
    typeof id === "string" ? id : null,
  );
}

/** Seconds to wait as the server asks; null when it does not ask, or for longer than anybody would wait. */
function waitOf(response: Response): number | null {
  const seconds = Number(response.headers.get("retry-after") ?? "");
  return Number.isFinite(seconds) && seconds > 0 && seconds <= MOST_WAIT_SECONDS ? seconds : null;
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
