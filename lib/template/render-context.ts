import { Context, type Liquid, type Scope } from "liquidjs";
import { type ProblemKey, problemText, type WordValues } from "#lib/i18n/problem-words.ts";
import type { FetchConnectedContent } from "./connected-content.ts";
import type { RenderLimits } from "./limits.ts";
import type { RenderData } from "./render-data.ts";
import { MissingDependencyError } from "./render-errors.ts";
import type { RenderWarning } from "./render-result.ts";
import { rootReader } from "./scope.ts";
import { SecretLocals, type Source } from "./secret-locals.ts";
import { secretOfRead } from "./token-roots.ts";

/** What one rendering of a whole message shares between its fields. */
export type RenderSession = {
  /** Replaced once, when headers are about to be rendered that read the request. */
  data: RenderData;
  readonly limits: RenderLimits;
  readonly warnings: RenderWarning[];
  readonly extras: Record<string, string>;
  readonly branches: Set<string> | undefined;
  readonly fetchConnectedContent: FetchConnectedContent | undefined;
  /** Makes `uuid` differ between calls of one render and agree between renders. */
  uuidCount: number;
  /** Whether values of people, events and calls are hidden like secrets. */
  readonly maskPersonal: boolean;
};

/** Names that never lead to a value of a person. Names a template makes itself may. */
const IMPERSONAL: ReadonlySet<string> = new Set([
  "app",
  "campaign",
  "canvas",
  "content_blocks",
  "delivery",
  "template",
  "forloop",
]);

/** The part of a template being evaluated, kept for error reports. */
export type Located = { field: string; source: string; offset: number };

/** A liquidjs context that reads the render data directly and remembers local names. */
export class RenderContext extends Context {
  readonly session: RenderSession;
  field: string;
  /** While true, values that come from secrets print as dots. */
  masked: boolean;
  readonly blockNames: string[] = [];
  readonly secretLocals = new SecretLocals();
  /** While a text is made that goes somewhere of its own: the secrets that were printed into it. */
  printed: Set<Source> | null = null;
  current: Located | null = null;
  private readonly frames: Scope[] = [];

  constructor(engine: Liquid, session: RenderSession, field: string, masked: boolean, sync: boolean) {
    super(
      {},
      engine.options,
      { sync, renderLimit: session.limits.renderMs, memoryLimit: session.limits.memory },
      { liquid: engine },
    );
    this.session = session;
    this.field = field;
    this.masked = masked;
  }

  override push(scope: object): number {
    this.frames.push(scope);
    return super.push(scope);
  }

  override pop(): Scope | undefined {
    this.frames.pop();
    return super.pop();
  }

  override *_get(paths: (string | number | object)[]): IterableIterator<unknown> {
    const [root, ...rest] = paths;
    return yield this._getFromScope(this.lookup(String(root)), rest as string[]);
  }

  /** The value a path starts with: local names first, then the render data. */
  lookup(root: string): unknown {
    for (let at = this.frames.length - 1; at >= 0; at -= 1) {
      const frame = this.frames[at];
      if (frame !== undefined && root in frame) return readOwn(frame, root);
    }
    const assigned = this.bottom();
    if (root in assigned) return readOwn(assigned, root);
    if (Object.hasOwn(this.environments, root)) return readOwn(this.environments, root);
    return rootReader(root)?.(this.session.data);
  }

  /** True when a value read like this is made from a secret: where secrets are hidden, it is not even looked at. */
  holdsSecret(reads: readonly string[]): boolean {
    return reads.some((read) => secretOfRead(read) !== null || this.secretLocals.has(read));
  }

  /** True when a value read like this shows a secret, or somebody's data where that is hidden as well. */
  isSecret(reads: readonly string[]): boolean {
    const { maskPersonal } = this.session;
    return this.holdsSecret(reads) || (maskPersonal && reads.some((read) => !IMPERSONAL.has(read)));
  }

  /** Notes what is printed, see `printed`. */
  notePrinted(reads: readonly string[]): void {
    if (this.printed === null || reads.length === 0) return;
    for (const source of this.secretLocals.sourcesOf(reads)) this.printed.add(source);
  }

  /** Records that a variable has no value. A missing secret is an error: a request without it must not leave. */
  missing(path: string): void {
    if (path.startsWith("secrets."))
      throw new MissingDependencyError("secret", path.slice("secrets.".length));
    this.warn("liquid.missing_value", path);
  }

  warn(code: ProblemKey, variable?: string, values: WordValues = {}): void {
    const { warnings } = this.session;
    for (const known of warnings) {
      if (known.code === code && known.field === this.field && known.variable === variable) return;
    }
    const words = { key: code, values: { variable: variable ?? "", ...values } };
    warnings.push({
      code,
      field: this.field,
      // Said when somebody reads it: a value is missing in many requests that leave, and nobody looks at those.
      get message() {
        return problemText(code, words.values).message;
      },
      words,
      ...(variable === undefined ? {} : { variable }),
    });
  }
}

function readOwn(scope: object, key: string): unknown {
  return (scope as Record<string, unknown>)[key];
}
