/** Use cases around segments: keep them, count and list who is inside, explain one person. */
import type { Context } from "#lib/platform/context.ts";
import { decodeCursor, encodeCursor } from "#lib/platform/cursor.ts";
import { inPrismaTransaction, sqlOf } from "#lib/platform/db.ts";
import { AppError, conflict, invalid, notFound } from "#lib/platform/errors.ts";
import { isId, newId } from "#lib/platform/id.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import {
  type AudienceScope,
  audienceQuery,
  countQuery,
  pageQuery,
  type Statement,
  sampleQuery,
} from "./compile-sql.ts";
import { describe } from "./describe.ts";
import { explain, failures } from "./explain.ts";
import type { FilterTree } from "./filter.ts";
import { needsOf } from "./needs.ts";
import { checkReferences, type ReferencedSegment, referencedSegmentIds } from "./references.ts";
import type {
  CountBody,
  CreateSegment,
  ExplainBody,
  PatchSegment,
  SegmentListItem,
  SegmentView,
} from "./resource-schema.ts";
import {
  countPeople,
  deleteSegmentRow,
  externalIds,
  findSegment,
  insertSegment,
  knownSegments,
  listSegmentRows,
  loadPerson,
  lockSegments,
  readPage,
  readPeople,
  type SegmentRow,
  segmentNamed,
  segmentUses,
  updateSegment,
} from "./store.ts";

const MAX_LISTED = 1_000;
const PER_PAGE = 100;
const SCAN_CHUNK = 5_000;

export async function listSegments(context: Context): Promise<{ segments: SegmentListItem[] }> {
  const known = await knownSegments(context.workspaceId);
  const uses = Map.groupBy(await segmentUses(context.workspaceId), (use) => use.segment);
  const rows = await listSegmentRows(context.workspaceId, { direction: "desc", skip: 0, take: MAX_LISTED });
  return {
    segments: rows.map((row) => ({
      ...toView(row, known),
      used_in: (uses.get(row.id) ?? []).map(({ type, id, name }) => ({ type, id, name })),
    })),
  };
}

export async function getSegment(context: Context, id: string): Promise<SegmentView> {
  const row = await segmentOrThrow(context, id);
  return toView(row, await knownSegments(context.workspaceId));
}

export async function createSegment(context: Context, input: CreateSegment): Promise<SegmentView> {
  const row: SegmentRow = {
    id: newId(),
    name: input.name,
    description: input.description ?? "",
    filter: input.filter,
    tags: input.tags ?? [],
    createdAt: context.now,
    updatedAt: context.now,
  };
  return save(context, row, null);
}

export async function changeSegment(context: Context, id: string, patch: PatchSegment): Promise<SegmentView> {
  const before = await segmentOrThrow(context, id);
  const row: SegmentRow = {
    ...before,
    name: patch.name ?? before.name,
    description: patch.description ?? before.description,
    filter: patch.filter ?? before.filter,
    tags: patch.tags ?? before.tags,
    updatedAt: context.now,
  };
  return save(context, row, before);
}

/** Refused while another segment refers to it. */
export async function removeSegment(context: Context, id: string): Promise<void> {
  const row = await segmentOrThrow(context, id);
  await inPrismaTransaction(async (tx) => {
    await lockSegments(tx, context.workspaceId);
    const users = [...(await knownSegments(context.workspaceId)).values()].filter((other) =>
      referencedSegmentIds(other.filter).includes(row.id),
    );
    if (users.length > 0) {
      const names = users.map((user) => `"${user.name}"`).join(", ");
      throw conflict(
        "segment_in_use",
        `The segment is used by ${names}.`,
        "Remove the reference there first.",
      );
    }
    await deleteSegmentRow(tx, context.workspaceId, row.id);
    const subject = { type: "segment", id: row.id };
    await recordAudit(context, { action: "segment.deleted", subject, before: { name: row.name } }, sqlOf(tx));
  });
}

/** How many people a filter holds now, with some of them. */
export async function countAudience(
  context: Context,
  input: CountBody,
): Promise<{ count: number; summary: string; people: { external_id: string }[] }> {
  const { scope, known } = await scopeOf(context, input.filter);
  const count = await countPeople(countQuery(input.filter, scope));
  const sample = input.sample ? await readPeople(sampleQuery(input.filter, scope, input.sample)) : [];
  const summary = describe(input.filter, { segment: (id) => known.get(id)?.name });
  return { count, summary, people: sample.map((person) => ({ external_id: person.external_id })) };
}

/** A statement that answers the ids of everybody a filter holds. */
export async function audienceOf(context: Context, filter: FilterTree): Promise<Statement> {
  const { scope } = await scopeOf(context, filter);
  return audienceQuery(filter, scope);
}

/** The people of a segment, page by page; a page may hold fewer than `limit` and still not be the last. */
export async function segmentPeople(
  context: Context,
  id: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ people: { external_id: string }[]; next_cursor: string | null }> {
  const row = await segmentOrThrow(context, id);
  const { scope } = await scopeOf(context, row.filter);
  const after = page.cursor ? (decodeCursor(page.cursor, 1)[0] ?? null) : null;
  if (after !== null && !isId(after))
    throw new AppError("bad_request", "The cursor is not one this server gave out.");
  const { ids, scannedTo } = await readPage(pageQuery(row.filter, scope, after, SCAN_CHUNK));
  const shown = ids.slice(0, page.limit);
  const last = shown.length < ids.length ? (shown.at(-1) ?? null) : scannedTo;
  const names = await externalIds(context.workspaceId, shown);
  const people = shown.flatMap((profileId) => {
    const name = names.get(profileId);
    return name === undefined ? [] : [{ external_id: name }];
  });
  return { people, next_cursor: last === null ? null : encodeCursor([last]) };
}

/** Whether one person is inside, with a verdict for every rule. */
export async function explainPerson(context: Context, input: ExplainBody): Promise<Record<string, unknown>> {
  const { scope, known } = await scopeOf(context, input.filter);
  const needs = needsOf(input.filter, scope.segments);
  const person = await loadPerson(context.workspaceId, input.external_user_id, needs);
  if (!person) throw notFound("user");
  const evaluation = { now: context.now, segments: scope.segments };
  const verdict = explain(input.filter, person, evaluation, { segment: (id) => known.get(id)?.name });
  return {
    external_user_id: input.external_user_id,
    matched: verdict.matched,
    failures: failures(verdict),
    verdict,
  };
}

/** The list in the form existing clients read: 100 per page. */
export async function listForClients(
  context: Context,
  query: { page: number; sort_direction: "asc" | "desc" },
): Promise<Record<string, unknown>> {
  const rows = await listSegmentRows(context.workspaceId, {
    direction: query.sort_direction,
    skip: query.page * PER_PAGE,
    take: PER_PAGE,
  });
  const segments = rows.map((row) => ({
    id: row.id,
    name: row.name,
    analytics_tracking_enabled: false,
    tags: row.tags,
  }));
  return { message: "success", segments };
}

/** One segment in the form existing clients read: the description is the filter in words. */
export async function detailsForClients(context: Context, id: string): Promise<Record<string, unknown>> {
  const view = await getSegment(context, id);
  return {
    message: "success",
    segment: {
      name: view.name,
      description: view.description,
      text_description: view.summary,
      created_at: view.created_at,
      updated_at: view.updated_at,
      tags: view.tags,
    },
  };
}

async function save(context: Context, row: SegmentRow, before: SegmentRow | null): Promise<SegmentView> {
  return inPrismaTransaction(async (tx) => {
    await lockSegments(tx, context.workspaceId);
    const known = await knownSegments(context.workspaceId);
    refuseBadReferences(row.filter, known, { id: row.id, name: row.name });
    const owner = await segmentNamed(context.workspaceId, row.name);
    if (owner !== null && owner !== row.id) {
      throw conflict(
        "segment_name_taken",
        `There is already a segment named "${row.name}".`,
        "Choose another name.",
      );
    }
    if (before) await updateSegment(tx, context.workspaceId, row);
    else await insertSegment(tx, context.workspaceId, row);
    const view = toView(row, known);
    const change = {
      action: before ? "segment.changed" : "segment.created",
      subject: { type: "segment", id: row.id },
    };
    await recordAudit(
      context,
      { ...change, before: before ? toView(before, known) : undefined, after: view },
      sqlOf(tx),
    );
    return view;
  });
}

function refuseBadReferences(
  filter: FilterTree,
  known: ReadonlyMap<string, ReferencedSegment>,
  self?: { id: string; name: string },
): ReadonlyMap<string, FilterTree> {
  const check = checkReferences(filter, known, self);
  if (check.ok) return check.segments;
  throw invalid([{ code: check.code, field: "filter", message: check.message, hint: check.hint }]);
}

async function scopeOf(
  context: Context,
  filter: FilterTree,
): Promise<{ scope: AudienceScope; known: ReadonlyMap<string, ReferencedSegment> }> {
  const known = await knownSegments(context.workspaceId);
  const segments = refuseBadReferences(filter, known);
  return { scope: { workspaceId: context.workspaceId, now: context.now, segments }, known };
}

async function segmentOrThrow(context: Context, id: string): Promise<SegmentRow> {
  const row = isId(id) ? await findSegment(context.workspaceId, id) : null;
  if (!row) throw notFound("segment");
  return row;
}

function toView(row: SegmentRow, known: ReadonlyMap<string, ReferencedSegment>): SegmentView {
  return {
    segment_id: row.id,
    name: row.name,
    description: row.description,
    summary: describe(row.filter, { segment: (id) => known.get(id)?.name }),
    filter: row.filter,
    tags: row.tags,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
