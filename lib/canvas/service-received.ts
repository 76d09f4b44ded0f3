/** Journeys that people come into by what became of a campaign: they received it, it failed, they are its control group. */
import { receivedDeliveries } from "#lib/delivery/service-received.ts";
import { peopleFacts } from "#lib/segment/service-match.ts";
import { receiptFires } from "#lib/trigger/match-event.ts";
import { triggersOf } from "#lib/trigger/schema.ts";
import { isOpen } from "./entry-window.ts";
import type { CanvasDefinition } from "./schema.ts";
import { enterCanvas } from "./service-enter.ts";
import { liveCanvases } from "./service-live.ts";

/** What became of campaigns at one moment. */
export interface Receipts {
  receipts: readonly { delivery_id: string; outcome: string }[];
  controls: readonly { campaign_id: string; profile_id: string; cause_id: string }[];
  /** Left out by jobs older than it. */
  at?: string | undefined;
}

/** Somebody of whom it is known what became of a campaign for them. */
interface Receiver {
  campaignId: string;
  outcome: string;
  profileId: string;
  startedBy: string;
  /** Properties of the event that the campaign was about. */
  context: Record<string, unknown>;
  /** Campaigns and webhooks of our own that led here. */
  loopDepth: number;
  at: Date;
}

/** Whether some journey of the workspace waits for a campaign to be received. */
export async function waitForReceipts(workspaceId: string): Promise<boolean> {
  return (await liveCanvases(workspaceId)).some(
    ({ status, version }) => status === "active" && waitsForReceipts(version.definition),
  );
}

/** Lets people into every journey that waits for what became of a campaign. Repeating it lets nobody in twice. */
export async function enterByReceipt(
  workspaceId: string,
  batch: readonly Receipts[],
  now: Date,
): Promise<void> {
  const waiting = (await liveCanvases(workspaceId)).filter(
    ({ status, version }) => status === "active" && waitsForReceipts(version.definition),
  );
  if (waiting.length === 0) return;
  const receivers = await receiversOf(workspaceId, batch, now);
  if (receivers.length === 0) return;
  const people = await peopleFacts(workspaceId, [...new Set(receivers.map(({ profileId }) => profileId))]);
  for (const { version } of waiting) {
    const { entry } = version.definition;
    const triggers = entry.type === "action" ? triggersOf(entry) : [];
    const newcomers = receivers
      .filter((receiver) => isOpen(entry, receiver.at))
      .filter((receiver) => triggers.some((trigger) => receiptFires(trigger, receiver)))
      .flatMap(({ profileId, startedBy, context, loopDepth, at }) => {
        const person = people.get(profileId);
        return person ? [{ person, startedBy, event: null, context, loopDepth, at }] : [];
      });
    if (newcomers.length > 0) await enterCanvas(workspaceId, version, newcomers, now);
  }
}

function waitsForReceipts({ entry }: CanvasDefinition): boolean {
  return entry.type === "action" && triggersOf(entry).some(({ type }) => type === "campaign_received");
}

async function receiversOf(workspaceId: string, batch: readonly Receipts[], now: Date): Promise<Receiver[]> {
  const momentOf = ({ at }: Receipts): Date => (at === undefined ? now : new Date(at));
  const ended = new Map(
    batch.flatMap((part) =>
      part.receipts.map(({ delivery_id: id, outcome }) => [id, { outcome, at: momentOf(part) }] as const),
    ),
  );
  const rows = await receivedDeliveries(workspaceId, [...ended.keys()]);
  return [
    ...rows.flatMap((row): Receiver[] => {
      const end = ended.get(row.id);
      if (!end) return [];
      return [
        {
          ...end,
          campaignId: row.campaign_id,
          profileId: row.profile_id,
          startedBy: `received:${row.id}`,
          context: row.event?.properties ?? {},
          loopDepth: row.loop_depth,
        },
      ];
    }),
    ...batch.flatMap((part) =>
      part.controls.map(
        (control): Receiver => ({
          campaignId: control.campaign_id,
          outcome: "control",
          profileId: control.profile_id,
          startedBy: `control:${control.campaign_id}:${control.cause_id}`,
          context: {},
          loopDepth: 0,
          at: momentOf(part),
        }),
      ),
    ),
  ];
}
