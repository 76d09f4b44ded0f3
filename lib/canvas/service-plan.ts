/** Sending plans of message steps: templates compiled once per version. */
import type { MessagePlan } from "#lib/delivery/service-prepare.ts";
import { compileMessage } from "#lib/template/compile-message.ts";
import type { CanvasDefinition } from "./schema.ts";
import { type LoadedVersion, versionOf } from "./service-versions-cache.ts";
import type { StepOf } from "./step-schema.ts";

const plans = new WeakMap<StepOf<"message">, MessagePlan>();

/** The plan of one message step of a version, or null when it has no message. */
export async function planOfStep(
  workspaceId: string,
  versionId: string,
  stepId: string,
): Promise<MessagePlan | null> {
  const version: LoadedVersion | null = await versionOf(workspaceId, versionId);
  const step = version?.steps.get(stepId);
  if (!version || step?.type !== "message") return null;
  const known = plans.get(step);
  if (known) return known;
  const made = planOf(version.canvasId, version.definition, step);
  if (!made) return null;
  const plan = { ...made, contentBlocks: version.contentBlocks };
  plans.set(step, plan);
  return plan;
}

/** The plan of a step as it stands in a definition, live or being edited. */
export function planOf(
  canvasId: string,
  definition: CanvasDefinition,
  step: StepOf<"message">,
): MessagePlan | null {
  if (!step.webhook) return null;
  const own = step.rate_limit?.per_minute ?? null;
  return {
    compiled: compileMessage(step.webhook),
    retry: step.retry ?? definition.retry,
    outcomeRules: step.outcome_rules ?? [],
    perMinute: own ?? definition.rate_limit.per_minute,
    paceScope: own === null ? `canvas:${canvasId}` : `canvas:${canvasId}:${step.id}`,
    campaign: { id: canvasId, name: step.name ?? step.id, message_name: step.name ?? step.id },
    canvas: { id: canvasId, name: definition.name },
  };
}
