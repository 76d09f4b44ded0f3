// Renders single fields and remembers which one is at work, for error reports.

import type { CompiledTemplate } from "./compile-template.ts";
import type { TextEmitter } from "./emitters.ts";
import type { RenderContext } from "./render-context.ts";
import type { RenderData } from "./render-data.ts";
import { emitterFor, type FieldRun, newContext, writeSync } from "./render-template.ts";

/** A field that needs the engine; whoever drives the rendering writes it and continues. */
export type PendingField = { template: CompiledTemplate; ctx: RenderContext; emitter: TextEmitter };
export type Rendering<T> = Generator<PendingField, T, void>;

export class FieldRenderer {
  template: CompiledTemplate | null = null;
  ctx: RenderContext | null = null;
  private readonly run: FieldRun;
  private shared: RenderContext | null = null;

  constructor(run: FieldRun) {
    this.run = run;
  }

  /** True when secrets are hidden in this rendering. */
  get masked(): boolean {
    return this.run.masked;
  }

  /** Lets the fields that follow read the request as it is so far. */
  offerRequest(request: NonNullable<RenderData["request"]>): void {
    this.run.session.data = { ...this.run.session.data, request };
  }

  /** The field as text. */
  *text(template: CompiledTemplate, limit: number): Rendering<string> {
    return (yield* this.emitted(template, limit)).buffer;
  }

  /** The field with the emitter that wrote it. */
  *emitted(template: CompiledTemplate, limit: number): Rendering<TextEmitter> {
    this.template = template;
    const emitter = emitterFor(template, limit, this.run.masked);
    if (template.fixed !== null) {
      emitter.static(template.fixed);
      return emitter;
    }
    if (template.isPlain) {
      writeSync(template, this.plainContext(template), emitter);
      return emitter;
    }
    this.ctx = newContext(template, this.run);
    yield { template, ctx: this.ctx, emitter };
    return emitter;
  }

  /** The value of a field that is exactly one output, with its type. */
  single(template: CompiledTemplate): unknown {
    this.template = template;
    return template.single?.value(this.plainContext(template));
  }

  /** Fields without tags assign nothing, so they can share one context. */
  private plainContext(template: CompiledTemplate): RenderContext {
    this.shared ??= newContext(template, this.run);
    this.shared.field = template.field;
    this.shared.current = null;
    this.ctx = this.shared;
    return this.shared;
  }
}
