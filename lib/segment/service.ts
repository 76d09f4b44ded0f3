/** Use cases around segments: keep them, count and list who is inside, explain one person. */
import type { Context } from "#lib/platform/context.ts";
import { decodeCursor, encodeCursor } from "#lib/platform/cursor.ts";
import { inPrismaTransaction, sqlOf } from "#lib/platform/db.ts";
import { AppError, conflict, invalid, notFound } from "#lib/platform/errors.ts";
import { isId, newId } from "#lib/platform/id.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import { seesPeople } from "#lib/workspace/service-personal.ts";
import {
  type AudienceScope,
  audienceQuery,
  countQuery,
  pageQuery,
  type Statement,
  sampleQuery,
} from "./compile-sql.ts";
import { describe, lookupIn, stepKey } from "./describe.ts";
import { explain, failingRules, type RuleVerdict, type Verdict } from "./explain.ts";
import type { FilterTree } from "./filter.ts";
import { needsOf } from "./needs.ts";
import {
  checkReferences,
  type NamedReference,
  namedReferences,
  type ReferencedSegment,
} from "./references.ts";
import type {
  CountBody,
  CreateSegment,
  ExplainBody,
  KnownAttribute,
  PatchSegment,
  SegmentListItem,
  SegmentView,
  Use,
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
  updateSegment,
} from "./store.ts";
import { knownAttributes } from "./store-attributes.ts";
import { namesOf } from "./store-names.ts";
import { sizesOf } from "./store-sizes.ts";
import { usesOf } from "./store-uses.ts";

const MAX_LISTED = 1_000;
const PER_PAGE = 100;
const SCAN_CHUNK = 5_000;

/** Days of the trend in the list. */
const TREND_DAYS = 14;

export async function listSegments(context: Context): Promise<{ segments: SegmentListItem[] }> {
  const { workspaceId, now } = context;
  const [rows, uses, sizes] = await Promise.all([
    listSegmentRows(workspaceId, { direction: "desc", skip: 0, take: MAX_LISTED }),
    usesOf(workspaceId, "segment"),
    sizesOf(workspaceId, now, TREND_DAYS),
  ]);
  const names = await namesIn(
    workspaceId,
    rows.map(({ filter }) => filter),
  );
  return {
    segments: rows.map((row) => {
      const size = sizes.get(row.id);
      return {
        ...toView(row, names),
        used_in: uses.get(row.id) ?? [],
        people_count: size?.people ?? null,
        counted_at: size?.countedAt.toISOString() ?? null,
        trend: size?.trend ?? [],
      };
    }),
  };
}

export async function getSegment(context: Context, id: string): Promise<SegmentView> {
  const row = await segmentOrThrow(context, id);
  return toView(row, await namesIn(context.workspaceId, [row.filter]));
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

/** Refused while something that is not archived asks for it. */
export async function removeSegment(context: Context, id: string): Promise<void> {
  const row = await segmentOrThrow(context, id);
  await inPrismaTransaction(async (tx) => {
    await lockSegments(tx, context.workspaceId);
    refuseUsed("segment", (await usesOf(context.workspaceId, "segment")).get(row.id));
    await deleteSegmentRow(tx, context.workspaceId, row.id);
    const subject = { type: "segment", id: row.id };
    await recordAudit(context, { action: "segment.deleted", subject, before: { name: row.name } }, sqlOf(tx));
  });
}

/** Throws when something asks for what is to be deleted. */
export function refuseUsed(kind: "segment" | "list", uses: readonly Use[] = []): void {
  if (uses.length === 0) return;
  const names = uses.map(({ name }) => `"${name}"`).join(", ");
  throw conflict(`${kind}_in_use`, `The ${kind} is used by ${names}.`, "Remove the rule there first.");
}

/** Custom attributes that people have, to choose from while a rule is written; their values for those who may see any. */
export async function listAttributes(context: Context): Promise<{ attributes: KnownAttribute[] }> {
  const attributes = await knownAttributes(context.workspaceId);
  return { attributes: seesPeople(context) ? attributes : attributes.map((one) => ({ ...one, values: [] })) };
}

export interface AudienceCount {
  count: number;
  summary: string;
  /** Names of what the filter refers to by id. */
  names: Record<string, string>;
  people: { external_id: string }[];
}

/** How many people a filter holds now, with some of them. */
export async function countAudience(context: Context, input: CountBody): Promise<AudienceCount> {
  const { scope, names } = await scopeOf(context, input.filter);
  const count = await countPeople(countQuery(input.filter, scope));
  const sample = input.sample ? await readPeople(sampleQuery(input.filter, scope, input.sample)) : [];
  return {
    count,
    summary: describe(input.filter, lookupIn(names)),
    names: Object.fromEntries(names),
    people: sample.map((person) => ({ external_id: person.external_id })),
  };
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

export interface PersonExplained {
  external_user_id: string;
  matched: boolean;
  /** What keeps the person out, in words. */
  failures: string[];
  failing: RuleVerdict[];
  verdict: Verdict;
  names: Record<string, string>;
}

/** Whether one person is inside, with a verdict for every rule. */
export async function explainPerson(context: Context, input: ExplainBody): Promise<PersonExplained> {
  const { scope, names } = await scopeOf(context, input.filter);
  const needs = needsOf(input.filter, scope.segments);
  const person = await loadPerson(context.workspaceId, input.external_user_id, needs);
  if (!person) throw notFound("user");
  const evaluation = { now: context.now, segments: scope.segments };
  const verdict = explain(input.filter, person, evaluation, lookupIn(names), !seesPeople(context));
  const failing = failingRules(verdict);
  return {
    external_user_id: input.external_user_id,
    matched: verdict.matched,
    failures: failing.map(({ text }) => text),
    failing,
    verdict,
    names: Object.fromEntries(names),
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
    const names = await namesIn(context.workspaceId, before ? [row.filter, before.filter] : [row.filter]);
    const view = toView(row, names);
    const change = {
      action: before ? "segment.changed" : "segment.created",
      subject: { type: "segment", id: row.id },
    };
    await recordAudit(
      context,
      { ...change, before: before ? toView(before, names) : undefined, after: view },
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
): Promise<{ scope: AudienceScope; names: ReadonlyMap<string, string> }> {
  const known = await knownSegments(context.workspaceId);
  const segments = refuseBadReferences(filter, known);
  const names = await namesIn(context.workspaceId, [filter]);
  return { scope: { workspaceId: context.workspaceId, now: context.now, segments }, names };
}

/** Names of everything these filters refer to by id. */
async function namesIn(
  workspaceId: string,
  filters: readonly FilterTree[],
): Promise<ReadonlyMap<string, string>> {
  return namesOf(
    workspaceId,
    filters.flatMap((filter) => namedReferences(filter, "filter")),
  );
}

async function segmentOrThrow(context: Context, id: string): Promise<SegmentRow> {
  const row = isId(id) ? await findSegment(context.workspaceId, id) : null;
  if (!row) throw notFound("segment");
  return row;
}

/** What the variation or step that a rule asks for is known by in the names. */
function partKeys({ kind, id, part }: NamedReference): string[] {
  if (part === undefined) return [];
  return [kind === "canvas" ? stepKey(id, part) : part];
}

function toView(row: SegmentRow, names: ReadonlyMap<string, string>): SegmentView {
  const mentioned = namedReferences(row.filter, "filter")
    .flatMap((reference) => [reference.id, ...partKeys(reference)])
    .flatMap((key) => {
      const name = names.get(key);
      return name === undefined ? [] : [[key, name] as const];
    });
  return {
    segment_id: row.id,
    name: row.name,
    description: row.description,
    summary: describe(row.filter, lookupIn(names)),
    filter: row.filter,
    names: Object.fromEntries(mentioned),
    tags: row.tags,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
