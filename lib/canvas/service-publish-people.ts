/** Applies the rules of a publication to people inside, part by part. Repeating a part changes nothing. */
import { inTransaction, pool } from "#lib/platform/db.ts";
import { notifyLive } from "#lib/platform/live.ts";
import { enqueue } from "#lib/platform/queue.ts";
import type { Entry, Move } from "./entry.ts";
import { PUBLISH_PEOPLE, type PublishPeople } from "./jobs.ts";
import type { PeopleRuleName } from "./publish-schema.ts";
import { type Rebased, rebase, releaseAt } from "./rebase.ts";
import { exitPeople } from "./service-exit.ts";
import { factsFor, worldFor } from "./service-facts.ts";
import { type LoadedVersion, versionOf } from "./service-versions-cache.ts";
import { loadActive } from "./store-entries.ts";
import { countEntries } from "./store-entry-counts.ts";
import { cancelSends, moveEntries, recordMoves } from "./store-move.ts";
import { entriesOnOther, isLiveVersion } from "./store-publish.ts";
import { notifyDue } from "./store-wake.ts";

const PART = 1_000;
/** People whom a worker moves at the same moment are looked at again so often; after that they finish on their version. */
const TRIES = 5;

/** One part. A newer publication replaces what is left of this one: it was confirmed with the people as they are. */
export async function publishToPeople(job: PublishPeople, now: Date): Promise<void> {
  const { workspace_id: workspaceId, canvas_id: canvasId, version_id: versionId } = job;
  const version = await versionOf(workspaceId, versionId);
  if (!version || !(await isLiveVersion(workspaceId, canvasId, versionId))) return;
  const steps = job.default_rule === "finish" ? job.rules.map((rule) => rule.step) : null;
  const page = await entriesOnOther(canvasId, versionId, steps, job.cursor, PART);
  const last = page.at(-1);
  if (!last) return;
  let released = job.released;
  let left: Entry[] = page;
  for (let attempt = 0; attempt < TRIES && left.length > 0; attempt++) {
    const done = await applyRules(job, version, left, released, now);
    released += done.released;
    left = await loadActive(workspaceId, done.missed);
  }
  await enqueue(pool(), PUBLISH_PEOPLE, [{ ...job, cursor: last.id, released }]);
}

interface Planned {
  before: Entry;
  after: Rebased;
}

async function applyRules(
  job: PublishPeople,
  version: LoadedVersion,
  entries: readonly Entry[],
  released: number,
  now: Date,
): Promise<{ released: number; missed: string[] }> {
  const rules = new Map(job.rules.map((rule) => [rule.step, rule]));
  const ruleOf = (entry: Entry): PeopleRuleName => rules.get(entry.stepId ?? "")?.rule ?? job.default_rule;
  const leaving = entries.filter((entry) => ruleOf(entry) === "exit");
  const busy = await exitPeople(job.workspace_id, leaving, "published", now);
  const moving = entries.filter((entry) => ruleOf(entry) === "move");
  const planned = await plan(job, version, moving, now);
  const due = planned.filter((item) => item.after.due);
  due.forEach((item, index) => {
    const { per_minute: perMinute } = version.definition.rate_limit;
    item.after.entry.wakeAt = releaseAt(now, released + index, perMinute);
  });
  const moved = await store(job.workspace_id, planned, version.number, now);
  return {
    released: due.length,
    missed: [...busy, ...planned.flatMap(({ before }) => (moved.has(before.id) ? [] : [before.id]))],
  };
}

async function plan(
  job: PublishPeople,
  version: LoadedVersion,
  entries: readonly Entry[],
  now: Date,
): Promise<Planned[]> {
  if (entries.length === 0) return [];
  const targets = new Map(job.rules.map((rule) => [rule.step, rule.to]));
  const world = await worldFor(job.workspace_id, entries, now);
  const facts = await factsFor(
    entries.map((entry) => ({ entry, version, cause: "publish" })),
    world,
    now,
  );
  return entries.flatMap((entry, index): Planned[] => {
    const oldStep = world.versions.get(entry.versionId)?.steps.get(entry.stepId ?? "") ?? null;
    const to = targets.get(entry.stepId ?? "") ?? null;
    const after = rebase(entry, oldStep, version, to, facts[index] ?? null, now);
    return after ? [{ before: entry, after }] : [];
  });
}

async function store(
  workspaceId: string,
  planned: readonly Planned[],
  number: number,
  now: Date,
): Promise<Set<string>> {
  if (planned.length === 0) return new Set();
  return inTransaction(async (sql) => {
    const moved = await moveEntries(
      sql,
      planned.map(({ before, after }) => ({ before: before.seq, after: after.entry })),
    );
    const done = planned.filter(({ before }) => moved.has(before.id));
    await recordMoves(
      sql,
      done.flatMap((item) => (item.after.moved ? [moveOf(item, number, now)] : [])),
    );
    await countEntries(
      sql,
      done.map(({ before, after }) => ({ from: moved.get(before.id) ?? null, entry: after.entry })),
    );
    await cancelSends(
      sql,
      done.flatMap(({ after }) => after.cancelled),
      now,
    );
    await notifyDue(sql);
    await notifyLive(sql, workspaceId, ["canvases"]);
    return new Set(moved.keys());
  });
}

function moveOf({ before, after }: Planned, number: number, now: Date): Move {
  return {
    entryId: before.id,
    seq: after.entry.seq,
    canvasId: before.canvasId,
    versionId: before.versionId,
    stepId: before.stepId ?? "",
    path: "moved",
    reason: `version ${number}: goes on at "${after.entry.stepId}"`,
    cause: "publish",
    causeId: null,
    deliveryId: before.deliveryId,
    arrivedAt: before.since,
    leftAt: now,
  };
}
