/** Warns before a changed trigger contract breaks the calls that arrive. */
import { campaignCalls } from "#lib/api-log/service.ts";
import { type ProblemText, problemText, type Words } from "#lib/i18n/problem-words.ts";
import type { Context } from "#lib/platform/context.ts";
import { type BreakingChange, breakingChanges } from "#lib/trigger/contract.ts";
import type { CampaignRow } from "./campaign-row.ts";
import { contentHash } from "./hash.ts";
import type { CampaignProblem } from "./schema.ts";
import { findVersion } from "./store.ts";

const LOOKED_BACK_DAYS = 7;
const MOST_COUNTED = 10_000;

/** Changes of the draft's contract that callers of the live version would notice; none while nobody calls. */
export async function breakingContract(context: Context, row: CampaignRow): Promise<CampaignProblem[]> {
  const { draft, liveVersion } = row;
  if (!draft.trigger_contract || draft.delivery.type !== "api_trigger") return [];
  if (!liveVersion || liveVersion.contentHash === contentHash(draft)) return [];
  const live = await findVersion(context.workspaceId, row.id, { id: liveVersion.id });
  const changes = breakingChanges(live?.definition.trigger_contract ?? null, draft.trigger_contract);
  if (changes.length === 0) return [];
  const since = new Date(context.now.getTime() - LOOKED_BACK_DAYS * 86_400_000);
  const calls = await campaignCalls(context.workspaceId, row.id, since, MOST_COUNTED);
  if (calls === 0) return [];
  const counted = { key: calls < MOST_COUNTED ? "calls.some" : "calls.most", values: { count: calls } };
  return changes.map((change) => ({
    severity: "warning",
    code: "trigger_contract_breaking",
    field: `trigger_contract.properties.${change.index}`,
    ...textOf(change, counted),
  }));
}

function textOf({ name, types }: BreakingChange, calls: Words): ProblemText {
  const days = LOOKED_BACK_DAYS;
  if (types === null) return problemText("trigger_contract_breaking.required", { name, calls, days });
  const typed = (type: string): Words => ({ key: `contractTypes.${type}`, values: {} });
  const [was, is] = [typed(types.old), typed(types.new)];
  return problemText("trigger_contract_breaking.type", { name, old: was, new: is, calls, days });
}
