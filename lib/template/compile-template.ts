import type { Template } from "liquidjs";
import { fixOf, problemText, sentenceOf } from "#lib/i18n/problem-words.ts";
import { hasLiquid, rewriteAttributeSyntax } from "./attribute-syntax.ts";
import type { Names } from "./compiled-value.ts";
import { describeLiquidError, type SyntaxProblem } from "./describe-liquid-error.ts";
import { type EmitterKind, StaticText } from "./emitters.ts";
import { engine } from "./engine.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { type Preparation, prepareNodes, type TemplateBranch, type VariableUse } from "./prepare-nodes.ts";
import { RenderStopError } from "./render-errors.ts";
import { SecretLocals } from "./secret-locals.ts";
import { collectLocals, collectSecretLocals } from "./template-locals.ts";
import type { BlockLoader } from "./template-nodes.ts";
import { StaticNode, ValueNode } from "./template-nodes.ts";

/** One parsed text of a message. */
export type CompiledTemplate = {
  readonly field: string;
  readonly kind: EmitterKind;
  readonly source: string;
  /** The text itself when it contains no Liquid. */
  readonly fixed: StaticText | null;
  readonly nodes: Template[];
  /** Only texts and values: rendered without the engine. */
  readonly isPlain: boolean;
  /** Set when the whole text is one `{{ … }}`. */
  readonly single: ValueNode | null;
  readonly secretLocals: SecretLocals;
  readonly uses: readonly VariableUse[];
  readonly branches: readonly TemplateBranch[];
  readonly blocks: ReadonlySet<string>;
  readonly usesConnectedContent: boolean;
  readonly problems: readonly SyntaxProblem[];
  /** Offset in `source` for an offset of the engine. */
  readonly sourceOffset: (offset: number) => number;
};

const NO_NAMES: ReadonlySet<string> = new Set();
const NO_SECRETS = new SecretLocals();
const EVERY_NAME: Names = { has: () => true };
const BLOCK_CACHE_SIZE = 500;

/** Parses one text. Syntax errors are in `problems`; such a template must not be rendered. */
export function compileTemplate(
  source: string,
  field: string,
  kind: EmitterKind,
  parseLength: number,
): CompiledTemplate {
  const empty = {
    field,
    kind,
    source,
    nodes: [],
    isPlain: true,
    single: null,
    fixed: null,
    secretLocals: NO_SECRETS,
    uses: [],
    branches: [],
    blocks: NO_NAMES,
    usesConnectedContent: false,
    problems: [],
    sourceOffset: (offset: number) => offset,
  };
  if (!hasLiquid(source)) return { ...empty, fixed: new StaticText(source) };
  if (source.length > parseLength) return { ...empty, problems: [tooLong(parseLength)] };
  const parsed = parse(source, field, kind, null);
  return { ...empty, ...parsed };
}

type Parsed = Pick<
  CompiledTemplate,
  | "nodes"
  | "isPlain"
  | "single"
  | "secretLocals"
  | "uses"
  | "branches"
  | "blocks"
  | "usesConnectedContent"
  | "problems"
  | "sourceOffset"
>;

function parse(source: string, field: string, kind: EmitterKind, locals: Names | null): Parsed {
  const rewritten = rewriteAttributeSyntax(source);
  const problems: SyntaxProblem[] = [];
  let nodes: Template[] = [];
  let secretLocals = NO_SECRETS;
  const preparation: Preparation = {
    field,
    kind,
    source,
    locate: rewritten.sourceOffset,
    locals: NO_NAMES,
    into: "request",
    loadBlock: blockLoader(kind),
    uses: [],
    branches: [],
    blocks: new Set(),
    problems: [],
    usesConnectedContent: false,
  };
  if (rewritten.problem !== null) {
    problems.push({ code: "liquid.syntax", ...rewritten.problem });
  } else {
    try {
      nodes = engine.parse(rewritten.text);
      preparation.locals = locals ?? collectLocals(nodes);
      secretLocals = collectSecretLocals(nodes);
      prepareNodes(nodes, preparation);
    } catch (error) {
      problems.push(describeLiquidError(error, rewritten.text, source, rewritten.sourceOffset));
    }
  }
  problems.push(...preparation.problems.map((problem) => ({ code: "liquid.syntax", ...problem })));
  const [only] = nodes;
  return {
    nodes,
    isPlain: nodes.every((node) => node instanceof StaticNode || node instanceof ValueNode),
    single: nodes.length === 1 && only instanceof ValueNode ? only : null,
    secretLocals,
    uses: preparation.uses,
    branches: preparation.branches,
    blocks: preparation.blocks,
    usesConnectedContent: preparation.usesConnectedContent,
    problems,
    sourceOffset: rewritten.sourceOffset,
  };
}

const parsedBlocks = new Map<string, Parsed>();

/** Parses a content block, or answers the parse of the same text made before. */
export function compileBlock(source: string, kind: EmitterKind): Parsed {
  const key = `${kind}:${source}`;
  const known = parsedBlocks.get(key);
  if (known !== undefined) return known;
  // A block may read names its surroundings assigned, so every name is looked up locally first.
  const parsed = parse(source, "content_block", kind, EVERY_NAME);
  if (parsedBlocks.size >= BLOCK_CACHE_SIZE) {
    const [oldest] = parsedBlocks.keys();
    if (oldest !== undefined) parsedBlocks.delete(oldest);
  }
  parsedBlocks.set(key, parsed);
  return parsed;
}

function blockLoader(kind: EmitterKind): BlockLoader {
  return (source) => {
    if (source.length > DEFAULT_LIMITS.parseLength)
      throw new RenderStopError("template_limit_exceeded", "content_block.too_long");
    const parsed = compileBlock(source, kind);
    const [problem] = parsed.problems;
    if (problem === undefined) return parsed;
    throw new RenderStopError("template_parse_error", "content_block.syntax", {
      problem: sentenceOf(problem.words),
      fix: fixOf(problem.words),
    });
  };
}

function tooLong(parseLength: number): SyntaxProblem {
  return {
    code: "template.too_long",
    offset: 0,
    ...problemText("template.too_long", { limit: parseLength.toLocaleString("en-US") }),
  };
}
