/** Lines of a triggering bulk call: one recipient each. */
import { type Recipient, recipientSchema } from "#lib/campaign/send-schema.ts";
import type { LiveVersion } from "#lib/campaign/service-admit.ts";
import { triggerable } from "#lib/campaign/service-send-checks.ts";
import { triggerPart } from "#lib/campaign/service-trigger.ts";
import type { Context } from "#lib/platform/context.ts";
import type { SqlClient } from "#lib/platform/db.ts";
import { AppError } from "#lib/platform/errors.ts";
import { contractProblems } from "#lib/trigger/contract.ts";
import type { LineResult } from "./schema.ts";
import { objectIn } from "./split-lines.ts";
import type { BulkRow, LineOutcome, LineRow } from "./store.ts";

type Read = { line: number; recipient: Recipient; note: LineResult };

/** What becomes of each line. Throws when the campaign takes no calls any more. */
export async function triggerLines(
  sql: SqlClient,
  context: Context,
  bulk: BulkRow,
  lines: readonly LineRow[],
): Promise<LineOutcome[]> {
  const call = {
    campaign_id: bulk.campaign_id ?? "",
    ...(bulk.send_id === null ? {} : { send_id: bulk.send_id }),
    broadcast: false,
  };
  const live = await triggerable(context, { ...call, recipients: [NOBODY] });
  const failed: LineOutcome[] = [];
  let good: Read[] = [];
  for (const row of lines) {
    const read = readLine(row, live);
    if ("status" in read) failed.push(read);
    else good.push(read);
  }
  const part = { dispatchId: bulk.id, firstIndex: bulk.done_count };
  while (good.length > 0) {
    try {
      const recipients = good.map(({ recipient }) => recipient);
      const results = await triggerPart(sql, context, live, { ...call, recipients }, part);
      const sent = good.map(({ line, note }, index): LineOutcome => {
        const { status = "skipped", reason, ...result } = results[index] ?? { external_user_id: null };
        return { line, status, result: { ...note, ...result, ...(reason ? { code: reason } : {}) } };
      });
      return [...failed, ...sent];
    } catch (error) {
      const spoiled = spoiledBy(error);
      if (spoiled.size === 0) throw error;
      failed.push(...good.flatMap(({ line }, index) => failure(line, spoiled.get(index)) ?? []));
      good = good.filter((_, index) => !spoiled.has(index));
    }
  }
  return failed;
}

const NOBODY: Recipient = { external_user_id: "-", send_to_existing_only: true };

function readLine({ line, content }: LineRow, live: LiveVersion): Read | LineOutcome {
  const object = objectIn(content);
  if (!object.ok) return { line, status: "failed", result: { code: object.code, message: object.message } };
  const parsed = recipientSchema.safeParse(object.value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const params = issue && "params" in issue ? (issue.params as { code?: string; hint?: string }) : {};
    const result = {
      code: params.code ?? "invalid_recipient",
      field: issue?.path.map(String).join(".") ?? "",
      message: issue?.message ?? "The line cannot be used.",
      ...(params.hint ? { hint: params.hint } : {}),
    };
    return { line, status: "failed", result };
  }
  const contract = live.definition.trigger_contract;
  const [problem] = contract ? contractProblems(contract, parsed.data.trigger_properties ?? {}) : [];
  if (!problem) return { line, recipient: parsed.data, note: {} };
  const { code, property, message, hint } = problem;
  const note = { code, field: `trigger_properties.${property}`, message, hint };
  if (contract?.mode === "refuse")
    return {
      line,
      status: "failed",
      result: { external_user_id: parsed.data.external_user_id ?? null, ...note },
    };
  return { line, recipient: parsed.data, note };
}

/** Recipients by place that made the whole part fail, with what is wrong about them; nothing was done for any. */
function spoiledBy(error: unknown): Map<number, LineResult> {
  const spoiled = new Map<number, LineResult>();
  if (!(error instanceof AppError) || error.code !== "invalid") return spoiled;
  for (const { code, field, message, hint } of error.errors) {
    const place = /^recipients\.(\d+)\.(.*)$/.exec(field ?? "");
    if (!place) continue;
    spoiled.set(Number(place[1]), { code, field: place[2] ?? "", message, ...(hint ? { hint } : {}) });
  }
  return spoiled;
}

function failure(line: number, result: LineResult | undefined): LineOutcome | null {
  return result ? { line, status: "failed", result } : null;
}
