import { type Context, type Liquid, type Parser, Tag, type TagToken, type TopLevelToken } from "liquidjs";
import { TextEmitter } from "../emitters.ts";
import type { RenderContext } from "../render-context.ts";
import { readTextSections, type TextSection } from "./free-text-arguments.ts";

/** All pairs of one message together. */
const EXTRAS_LIMIT = 1024;

/** `{% message_extras :key k :value v %}`: notes a pair with the delivery. The first of two equal keys wins. */
export class MessageExtrasTag extends Tag {
  readonly sections: TextSection[];

  constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid, parser: Parser) {
    super(token, remaining, liquid);
    this.sections = readTextSections(token, liquid, parser);
    for (const name of ["key", "value"]) {
      if (!this.sections.some((section) => section.name === name))
        throw new Error(`message_extras needs :${name}`);
    }
  }

  *render(ctx: Context): Generator<unknown, void, string> {
    const context = ctx as RenderContext;
    const wasMasked = context.masked;
    // Extras are shown in lists and logs, so a secret never gets into them.
    context.masked = true;
    const key = yield this.text(ctx, "key");
    const value = yield this.text(ctx, "value");
    context.masked = wasMasked;
    addExtra(context.session.extras, key, value);
  }

  private text(ctx: Context, name: string): unknown {
    const templates = this.sections.find((section) => section.name === name)?.templates ?? [];
    return this.liquid.renderer.renderTemplates(templates, ctx, new TextEmitter(EXTRAS_LIMIT * 16));
  }
}

function addExtra(extras: Record<string, string>, key: string, value: string): void {
  if (key === "" || Object.hasOwn(extras, key)) return;
  const used = Object.entries(extras).reduce((sum, [name, text]) => sum + name.length + text.length, 0);
  const room = EXTRAS_LIMIT - used - key.length;
  if (room <= 0) return;
  Object.defineProperty(extras, key, {
    value: value.slice(0, room),
    enumerable: true,
    configurable: true,
    writable: true,
  });
}
