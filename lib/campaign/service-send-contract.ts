/** Holds a sending call against the trigger contract of the campaign. */
import { type ApiErrorItem, invalid } from "#lib/platform/errors.ts";
import { contractProblems } from "#lib/trigger/contract.ts";
import type { TriggerContract } from "#lib/trigger/contract-schema.ts";
import type { TriggerSend } from "./send-schema.ts";

const MOST_ITEMS = 50;

/**
 * What of the call does not keep to the contract, for its answer; nothing when all is well. Throws 422 naming recipient
 * and property where the contract refuses: then nothing of the call is sent, so that it can be corrected and repeated.
 */
export function contractWarnings(
  contract: TriggerContract | null,
  body: Pick<TriggerSend, "recipients" | "trigger_properties">,
): { errors?: ApiErrorItem[] } {
  if (!contract) return {};
  const shared = body.trigger_properties ?? {};
  const items = body.recipients?.length
    ? body.recipients.flatMap(({ trigger_properties: own }, index) =>
        itemsOf(contract, { ...shared, ...own }, `recipients.${index}.trigger_properties`),
      )
    : itemsOf(contract, shared, "trigger_properties");
  if (items.length === 0) return {};
  if (contract.mode === "refuse") throw invalid(items.slice(0, MOST_ITEMS));
  return { errors: items.slice(0, MOST_ITEMS) };
}

function itemsOf(
  contract: TriggerContract,
  properties: Record<string, unknown>,
  field: string,
): ApiErrorItem[] {
  return contractProblems(contract, properties).map(({ code, property, message, hint }) => ({
    code,
    field: `${field}.${property}`,
    message,
    hint,
  }));
}
