// The pieces a parsed template is made of after compilation; liquidjs' own block tags run them too.

import type { Context, Emitter, Liquid, Template, Token } from "liquidjs";
import { applySteps, type Evaluate, type FilterStep, type ValuePlan } from "./compiled-value.ts";
import { MASK, newEmitter, StaticText, type TextEmitter } from "./emitters.ts";
import type { Located, RenderContext } from "./render-context.ts";
import { AbortMessageError, MissingDependencyError, RenderStopError } from "./render-errors.ts";
import { toText } from "./rendered-text.ts";
import type { SecretLocals } from "./secret-locals.ts";

/** Text of the author, written as it is. */
export class StaticNode implements Template {
  readonly token: Token;
  readonly content: StaticText;

  constructor(token: Token, text: string) {
    this.token = token;
    this.content = new StaticText(text);
  }

  render(_ctx: Context, emitter: Emitter): void {
    (emitter as TextEmitter).static(this.content);
  }
}

/** One `{{ … }}`. */
export class ValueNode implements Template {
  readonly token: Token;
  private readonly reads: readonly string[];
  private readonly plan: ValuePlan;
  private readonly path: string | null;
  private readonly hasDefault: boolean;
  private readonly located: Located;

  constructor(
    token: Token,
    plan: ValuePlan,
    path: string | null,
    reads: readonly string[],
    located: Located,
  ) {
    this.token = token;
    this.plan = plan;
    this.path = path;
    this.reads = reads;
    this.located = located;
    this.hasDefault = plan.steps.some((step) => step.name === "default");
  }

  /** The value after all filters, of whatever type it is. */
  value(ctx: RenderContext): unknown {
    ctx.current = this.located;
    const initial = this.plan.initial(ctx);
    const missing = initial === null || initial === undefined;
    if (missing && !this.hasDefault && this.path !== null) ctx.missing(this.path);
    ctx.notePrinted(this.reads);
    // Filters would see a placeholder, which is no key, no number and no list.
    if (ctx.masked && ctx.holdsSecret(this.reads)) return MASK;
    const value = applySteps(this.plan.steps, initial, ctx);
    if (ctx.masked && value !== null && value !== undefined && ctx.isSecret(this.reads)) return MASK;
    return value;
  }

  render(ctx: Context, emitter: Emitter): void {
    const value = this.value(ctx as RenderContext);
    const target = emitter as TextEmitter & { sourceOffset?: number };
    target.sourceOffset = this.token.begin;
    target.value(value);
  }
}

/** `assign`: keeps a value under a local name. */
export class AssignNode implements Template {
  readonly token: Token;
  private readonly name: string;
  private readonly plan: ValuePlan;
  private readonly reads: readonly string[];

  constructor(token: Token, name: string, plan: ValuePlan, reads: readonly string[]) {
    this.token = token;
    this.name = name;
    this.plan = plan;
    this.reads = reads;
  }

  render(ctx: Context): void {
    const context = ctx as RenderContext;
    // Inside a content block, what the text around it made from a secret is known only now.
    const sources = context.secretLocals.sourcesOf(this.reads);
    if (sources.length > 0) context.secretLocals.add(this.name, sources);
    (ctx.bottom() as Record<string, unknown>)[this.name] = this.value(context, sources.length > 0);
  }

  private value(ctx: RenderContext, fromSecret: boolean): unknown {
    const work = () => applySteps(this.plan.steps, this.plan.initial(ctx), ctx);
    if (!ctx.masked || !fromSecret) return work();
    try {
      return work();
    } catch {
      // A filter that wants a real key has only the placeholder.
      return MASK;
    }
  }
}

/** Stands first in every branch and records that the branch was taken. */
export class BranchNode implements Template {
  readonly token: Token;
  private readonly id: string;

  constructor(token: Token, id: string) {
    this.token = token;
    this.id = id;
  }

  render(ctx: Context): void {
    (ctx as RenderContext).session.branches?.add(this.id);
  }
}

/** `abort_message`: nothing is sent. */
export class AbortNode implements Template {
  readonly token: Token;
  private readonly reason: Evaluate | null;
  private readonly reads: readonly string[];

  constructor(token: Token, reason: Evaluate | null, reads: readonly string[]) {
    this.token = token;
    this.reason = reason;
    this.reads = reads;
  }

  render(ctx: Context): never {
    const context = ctx as RenderContext;
    const text = this.reason === null ? "" : toText(this.reason(context));
    throw new AbortMessageError(context.isSecret(this.reads) ? MASK : text);
  }
}

/** A tag that prints values itself and may show a secret. */
export class SecretTagNode implements Template {
  readonly token: Token;
  private readonly tag: Template;
  private readonly reads: readonly string[];

  constructor(tag: Template, reads: readonly string[]) {
    this.token = tag.token;
    this.tag = tag;
    this.reads = reads;
  }

  render(ctx: Context, emitter: Emitter): unknown {
    const context = ctx as RenderContext;
    context.notePrinted(this.reads);
    if (!context.masked || !context.isSecret(this.reads)) return this.tag.render(ctx, emitter);
    emitter.write(MASK);
    return undefined;
  }
}

export type BlockLoader = (source: string) => { nodes: Template[]; secretLocals: SecretLocals };

type BlockParts = {
  token: Token;
  name: string;
  engine: Liquid;
  load: BlockLoader;
  located: Located;
  steps: FilterStep[];
};

/** A content block, rendered in place as part of the text around it, or as text when filters follow. */
export class BlockNode implements Template {
  readonly token: Token;
  readonly name: string;
  private readonly parts: BlockParts;

  constructor(parts: BlockParts) {
    this.token = parts.token;
    this.name = parts.name;
    this.parts = parts;
  }

  *render(ctx: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    const context = ctx as RenderContext;
    const { engine, load, located, steps } = this.parts;
    context.current = located;
    const { content_blocks: sources } = context.session.data;
    const source = Object.hasOwn(sources, this.name) ? sources[this.name] : undefined;
    if (source === undefined) throw new MissingDependencyError("content block", this.name);
    enterBlock(context, this.name);
    const { nodes, secretLocals } = load(source);
    context.secretLocals.addAll(secretLocals);
    if (steps.length === 0) {
      yield engine.renderer.renderTemplates(nodes, context, emitter);
    } else {
      const text = yield engine.renderer.renderTemplates(
        nodes,
        context,
        newEmitter("text", context.session.limits.bodyBytes),
      );
      emitter.write(applySteps(steps, text, context));
    }
    context.blockNames.pop();
  }
}

function enterBlock(context: RenderContext, name: string): void {
  const { blockNames } = context;
  if (blockNames.includes(name)) {
    const circle = [...blockNames, name].join(" → ");
    throw new RenderStopError("template_render_error", "content_block.cycle", { name, circle });
  }
  const depth = context.session.limits.contentBlockDepth;
  if (blockNames.length >= depth) {
    throw new RenderStopError("template_limit_exceeded", "content_block.depth", { name, depth });
  }
  blockNames.push(name);
}
