/** A step of one journey starts another for the same person. */
import { pool } from "#lib/platform/db.ts";
import { enqueue } from "#lib/platform/queue.ts";
import { peopleFacts } from "#lib/segment/service-match.ts";
import { ENTER_CANVAS, type EnterCanvas } from "./jobs.ts";
import { enterCanvas } from "./service-enter.ts";
import { liveCanvases } from "./service-live.ts";
import { wakeWaiting } from "./store-wake.ts";

/** How soon a journey that is paused is asked again. */
const LOOK_AGAIN_MS = 60_000;

/**
 * Lets them in. Whoever waits for a journey that does not let the person in goes on; one that is paused is asked again
 * until it goes on or ends.
 */
export async function enterFromOther(jobs: readonly EnterCanvas[], now: Date): Promise<void> {
  for (const [key, group] of Map.groupBy(jobs, (job) => `${job.workspace_id} ${job.canvas_id}`)) {
    const [workspaceId = "", canvasId = ""] = key.split(" ");
    const live = (await liveCanvases(workspaceId)).find((canvas) => canvas.canvasId === canvasId);
    if (live?.status === "paused") {
      await enqueue(pool(), ENTER_CANVAS, [...group], {
        startAfter: new Date(now.getTime() + LOOK_AGAIN_MS),
      });
      continue;
    }
    const people = await peopleFacts(workspaceId, [...new Set(group.map((job) => job.profile_id))]);
    const entering = live?.status === "active" ? group.filter((job) => people.has(job.profile_id)) : [];
    const results = live
      ? await enterCanvas(
          workspaceId,
          live.version,
          entering.flatMap((job) => {
            const person = people.get(job.profile_id);
            if (!person) return [];
            const { started_by: startedBy, context, parent_entry_id: parentEntryId } = job;
            return [
              {
                person,
                startedBy,
                event: null,
                context,
                parentEntryId: job.wait ? parentEntryId : null,
                loopDepth: job.loop_depth,
                at: now,
              },
            ];
          }),
          now,
        )
      : [];
    const inside = new Set(entering.filter((_, index) => results[index]?.entered));
    const outside = group.filter((job) => job.wait && !inside.has(job));
    await wakeWaiting(
      outside.map((job) => job.parent_entry_id),
      outside.map((job) => job.started_by),
      now,
    );
  }
}
