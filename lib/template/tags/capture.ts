import { CaptureTag, type Context } from "liquidjs";
import { newEmitter } from "../emitters.ts";
import type { RenderContext } from "../render-context.ts";
import { RenderedText } from "../rendered-text.ts";

/** `capture`, which inside a JSON body recognises that it collects JSON rather than words. */
export class EscapingCaptureTag extends CaptureTag {
  /** Set by compilation: the captured text is a piece of JSON, so values in it are escaped for JSON. */
  collectsJson = false;

  override *render(ctx: Context): Generator<unknown, void, string> {
    const context = ctx as RenderContext;
    const { limits } = context.session;
    const emitter = newEmitter(this.collectsJson ? "json" : "text", limits.bodyBytes);
    const { printed } = context;
    context.printed = new Set();
    yield this.liquid.renderer.renderTemplates(this.templates, ctx, emitter);
    context.secretLocals.add(this.variable, context.printed);
    context.printed = printed;
    const captured = this.collectsJson ? new RenderedText(emitter.buffer, "fragment") : emitter.buffer;
    (ctx.bottom() as Record<string, unknown>)[this.variable] = captured;
  }
}
