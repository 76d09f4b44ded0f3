/** Publishing a canvas with people inside: what differs, who is affected, what becomes of them; and versions before. */
import type { Context } from "#lib/platform/context.ts";
import { inPrismaTransaction, pool, type SqlClient } from "#lib/platform/db.ts";
import { type AppError, conflict, invalid, notFound } from "#lib/platform/errors.ts";
import { enqueue } from "#lib/platform/queue.ts";
import type { CanvasRow } from "./canvas-row.ts";
import { PUBLISH_PEOPLE, type PublishPeople } from "./jobs.ts";
import type { CanvasChange, PublishInput, PublishPreview, VersionList } from "./publish-schema.ts";
import { type PeopleGroup, peopleTable, ruleProblems, unseenSteps } from "./publish-table.ts";
import type { CanvasAnswer, CanvasDefinition } from "./schema.ts";
import { answerOf, canvasOrThrow, findingsFor, lockedOrThrow, writeDraft } from "./service.ts";
import { type LaunchOptions, launchCanvas } from "./service-lifecycle.ts";
import { countDue } from "./service-publish-due.ts";
import { versionOf } from "./service-versions-cache.ts";
import { findVersionByNumber, listVersionRows } from "./store.ts";
import { peopleHere } from "./store-entry-counts.ts";
import { problemsOf } from "./validate.ts";
import { versionChanges } from "./version-diff.ts";

/** What publishing would change, and what the rules would do to the people inside. */
export async function previewPublish(
  context: Context,
  id: string,
  input: PublishInput,
): Promise<PublishPreview> {
  const canvas = await canvasOrThrow(context, id);
  const live = canvas.liveVersion ? await versionOf(context.workspaceId, canvas.liveVersion.id) : null;
  const groups = await groupsOf(pool(), canvas);
  const table = peopleTable(groups, live?.definition ?? null, canvas.draft, input);
  return {
    canvas_id: id,
    revision: canvas.revision,
    from_version: canvas.liveVersion?.number ?? null,
    people_inside: groups.reduce((sum, group) => sum + group.people, 0),
    per_minute: canvas.draft.rate_limit.per_minute,
    changes: live ? versionChanges(live.definition, canvas.draft) : [],
    steps: await Promise.all(
      table.map(async (row) => ({
        ...row,
        ...(await countDue(canvas, row, groups, context.now)),
      })),
    ),
    problems: problemsOf(await findingsFor(context, canvas.draft, id)),
  };
}

/** Makes the draft live; the rules decide about people who are inside, in the background. */
export async function publishCanvas(
  context: Context,
  id: string,
  input: PublishInput,
  options: LaunchOptions = {},
): Promise<CanvasAnswer> {
  return launchCanvas(context, id, {
    restarts: false,
    ...options,
    note: input.note,
    people: async (sql, canvas, version) => {
      await refuseRules(sql, canvas, input);
      await decideAboutPeople(sql, canvas, version, input);
    },
  });
}

/** Throws when rules cannot be followed, or were chosen without having seen everybody. */
export async function refuseRules(sql: SqlClient, canvas: CanvasRow, input: PublishInput): Promise<void> {
  const groups = await groupsOf(sql, canvas);
  const problems = ruleProblems(groups, canvas.draft, input);
  if (problems.length > 0) throw invalid(problems);
  const unseen = unseenSteps(groups, canvas.draft, input);
  if (unseen.length > 0) throw peopleMoved(unseen);
}

/** Leaves it to a job what becomes of people inside. Whom no rule can be followed for finishes on their version. */
export async function decideAboutPeople(
  sql: SqlClient,
  canvas: CanvasRow,
  version: { id: string; definition: CanvasDefinition },
  input: Pick<PublishInput, "rules" | "default_rule">,
): Promise<void> {
  const groups = await groupsOf(sql, canvas);
  const live = canvas.liveVersion ? await versionOf(canvas.workspaceId, canvas.liveVersion.id) : null;
  const table = peopleTable(groups, live?.definition ?? null, version.definition, input);
  const rules = table.flatMap(({ step, rule, to }) => (rule === "finish" ? [] : [{ step, rule, to }]));
  if (rules.length === 0) return;
  const job: PublishPeople = {
    workspace_id: canvas.workspaceId,
    canvas_id: canvas.id,
    version_id: version.id,
    rules,
    default_rule: "finish",
    cursor: null,
    released: 0,
  };
  await enqueue(sql, PUBLISH_PEOPLE, [job]);
}

function peopleMoved(steps: readonly string[]): AppError {
  const names = steps.map((step) => `"${step}"`).join(", ");
  return conflict(
    "people_moved",
    `Meanwhile somebody came to ${names}, which the new version does not have.`,
    "Look at the people again, choose what becomes of them, then publish.",
  );
}

async function groupsOf(sql: SqlClient, canvas: CanvasRow): Promise<PeopleGroup[]> {
  const rows = await peopleHere(sql, canvas.id);
  const groups = await Promise.all(
    rows.map(async (row): Promise<PeopleGroup> => {
      const version = await versionOf(canvas.workspaceId, row.version_id);
      return { step: row.step_id, was: version?.steps.get(row.step_id) ?? null, people: row.people };
    }),
  );
  return groups;
}

/** Newest first, with how many people are on each. */
export async function listCanvasVersions(context: Context, id: string): Promise<VersionList> {
  const canvas = await canvasOrThrow(context, id);
  const rows = await listVersionRows(context.workspaceId, id);
  const inside = Map.groupBy(await peopleHere(pool(), id), (row) => row.version_id);
  return {
    versions: rows.map((row) => ({
      version_id: row.id,
      number: row.number,
      content_hash: row.contentHash,
      created_at: row.createdAt.toISOString(),
      created_by: row.createdBy,
      note: row.note,
      live: row.id === canvas.liveVersion?.id,
      people_inside: (inside.get(row.id) ?? []).reduce((sum, group) => sum + group.people, 0),
    })),
  };
}

/** What changed from one version to another; without `to`, to the draft. */
export async function compareCanvasVersions(
  context: Context,
  id: string,
  from: number,
  to: number | null,
): Promise<{ changes: CanvasChange[] }> {
  const canvas = await canvasOrThrow(context, id);
  const before = await versionNumbered(context, id, from);
  const after = to === null ? canvas.draft : await versionNumbered(context, id, to);
  return { changes: versionChanges(before, after) };
}

/** A version as it was published. */
export async function getCanvasVersion(
  context: Context,
  id: string,
  number: number,
): Promise<{ version: number; definition: CanvasDefinition }> {
  await canvasOrThrow(context, id);
  return { version: number, definition: await versionNumbered(context, id, number) };
}

/** Makes an old version the draft. Nothing goes live before it is published. */
export async function restoreCanvasVersion(
  context: Context,
  id: string,
  number: number,
): Promise<CanvasAnswer> {
  await canvasOrThrow(context, id);
  const definition = await versionNumbered(context, id, number);
  const row = await inPrismaTransaction(async (tx) => {
    const before = await lockedOrThrow(tx, context, id);
    await writeDraft(tx, context, before, definition, "canvas.restored");
    return lockedOrThrow(tx, context, id);
  });
  return answerOf(context, row);
}

async function versionNumbered(context: Context, id: string, number: number): Promise<CanvasDefinition> {
  const definition = await findVersionByNumber(context.workspaceId, id, number);
  if (!definition) throw notFound("version");
  return definition;
}
