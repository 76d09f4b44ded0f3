/** Journeys that people come into by entering a segment. */

import type { EvaluateEventsPayload } from "#lib/event/jobs.ts";
import { depthsOf } from "#lib/event/loop-guard.ts";
import { inTransaction, type SqlClient } from "#lib/platform/db.ts";
import { log } from "#lib/platform/log.ts";
import { enqueue } from "#lib/platform/queue.ts";
import type { PersonFacts } from "#lib/segment/matches.ts";
import { peopleFacts } from "#lib/segment/service-match.ts";
import { confirmEntries, segmentEntries, watchSegment } from "#lib/segment/service-members.ts";
import { triggersOf } from "#lib/trigger/schema.ts";
import { isOpen } from "./entry-window.ts";
import { ENTERED_SEGMENT, type EnteredSegment } from "./jobs.ts";
import type { CanvasDefinition } from "./schema.ts";
import { enterCanvas } from "./service-enter.ts";
import { type LiveCanvas, liveCanvases } from "./service-live.ts";

/** Whoever is inside when the journey goes live has not entered since. */
export async function watchSegments(
  sql: SqlClient,
  workspaceId: string,
  definition: CanvasDefinition,
  now: Date,
): Promise<void> {
  for (const segmentId of segmentsOf(definition))
    await watchSegment(sql, workspaceId, { segmentId, watcher: "canvas" }, now);
}

/**
 * Notes who of the people of a batch entered or left a segment that some journey waits for; a job lets them in. Journeys
 * that are stopped are looked at too: who enters meanwhile is no newcomer once they go on.
 */
export async function noteSegmentEntries(
  workspaceId: string,
  live: readonly LiveCanvas[],
  batch: readonly EvaluateEventsPayload[],
  now: Date,
): Promise<void> {
  const watching = live.filter(({ status }) => status !== "archived");
  const segments = new Set(watching.flatMap(({ version }) => segmentsOf(version.definition)));
  const touched = new Set(
    batch.flatMap((payload) =>
      [...payload.events, ...payload.attribute_changes].map(({ profile_id }) => profile_id),
    ),
  );
  if (segments.size === 0 || touched.size === 0) return;
  const people = [...(await peopleFacts(workspaceId, [...touched])).values()];
  const depths = depthsOf(batch);
  for (const segmentId of segments) {
    try {
      await noteOne(workspaceId, segmentId, people, depths, now);
    } catch (error) {
      log().error({ err: error, segmentId }, "a segment cannot be evaluated and is skipped");
    }
  }
}

/** What is noted and the job that acts on it are one: nobody is let in twice, nobody is forgotten. */
async function noteOne(
  workspaceId: string,
  segmentId: string,
  people: readonly PersonFacts[],
  depths: ReadonlyMap<string, number>,
  now: Date,
): Promise<void> {
  const entries = await segmentEntries(workspaceId, { segmentId, watcher: "canvas" }, people, now);
  if (entries.entered.length + entries.left.length === 0) return;
  await inTransaction(async (sql) => {
    const entered = await confirmEntries(sql, workspaceId, entries);
    if (entered.length === 0) return;
    const job: EnteredSegment = {
      workspace_id: workspaceId,
      segment_id: segmentId,
      profile_ids: entered,
      loop_depths: Object.fromEntries([...depths].filter(([id]) => entered.includes(id))),
      at: now.toISOString(),
    };
    await enqueue(sql, ENTERED_SEGMENT, [job]);
  });
}

/** Lets those who entered a segment into every journey that waits for it. Repeating it lets nobody in twice. */
export async function enterBySegment(job: EnteredSegment, now: Date): Promise<void> {
  const { workspace_id: workspaceId, segment_id: segmentId } = job;
  const at = new Date(job.at);
  const waiting = (await liveCanvases(workspaceId)).filter(
    ({ status, version: { definition } }) =>
      status === "active" && isOpen(definition.entry, at) && segmentsOf(definition).includes(segmentId),
  );
  if (waiting.length === 0) return;
  const people = [...(await peopleFacts(workspaceId, job.profile_ids)).values()];
  const startedBy = `segment:${segmentId}:${job.at}`;
  for (const { version } of waiting) {
    const newcomers = people.map((person) => {
      const loopDepth = job.loop_depths?.[person.profileId];
      return { person, startedBy, event: null, context: {}, loopDepth, at };
    });
    await enterCanvas(workspaceId, version, newcomers, now);
  }
}

function segmentsOf({ entry }: CanvasDefinition): string[] {
  if (entry.type !== "action") return [];
  const ids = triggersOf(entry).flatMap((trigger) =>
    trigger.type === "segment_entry" ? [trigger.segment_id] : [],
  );
  return [...new Set(ids)];
}
