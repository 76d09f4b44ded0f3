// Runs one compiled template into an emitter.

import { toPromise, toValueSync } from "liquidjs";
import type { CompiledTemplate } from "./compile-template.ts";
import { newEmitter, type TextEmitter, UrlEmitter } from "./emitters.ts";
import { engine } from "./engine.ts";
import { RenderContext, type RenderSession } from "./render-context.ts";

/** How the fields of one render run: their shared state, and whether secrets are hidden. */
export type FieldRun = { session: RenderSession; masked: boolean; sync: boolean };

/** A context for one field: names assigned in one field are unknown in the others. */
export function newContext(template: CompiledTemplate, run: FieldRun): RenderContext {
  const ctx = new RenderContext(engine, run.session, template.field, run.masked, run.sync);
  ctx.secretLocals.addAll(template.secretLocals);
  return ctx;
}

/** Writes the template at once. */
export function writeSync(template: CompiledTemplate, ctx: RenderContext, emitter: TextEmitter): void {
  if (template.fixed !== null) emitter.static(template.fixed);
  else if (template.isPlain) for (const node of template.nodes) node.render(ctx, emitter);
  else toValueSync(engine.renderer.renderTemplates(template.nodes, ctx, emitter));
}

/** Writes the template, waiting for connected content. */
export async function write(
  template: CompiledTemplate,
  ctx: RenderContext,
  emitter: TextEmitter,
): Promise<void> {
  if (template.fixed !== null || template.isPlain) writeSync(template, ctx, emitter);
  else await toPromise(engine.renderer.renderTemplates(template.nodes, ctx, emitter));
}

/** A new emitter of the template's kind. */
export function emitterFor(template: CompiledTemplate, limit: number, masked: boolean): TextEmitter {
  const emitter = newEmitter(template.kind, limit);
  if (emitter instanceof UrlEmitter) emitter.masked = masked;
  return emitter;
}
