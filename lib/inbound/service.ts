/** Keeping inbound endpoints and looking at what they took. */
import type { Context } from "#lib/platform/context.ts";
import { randomToken, seal } from "#lib/platform/crypto.ts";
import { decodeTimeCursor, encodeCursor } from "#lib/platform/cursor.ts";
import { inTransaction, type SqlClient } from "#lib/platform/db.ts";
import { origin } from "#lib/platform/env.ts";
import { conflict, invalid, notFound } from "#lib/platform/errors.ts";
import { isId, newId } from "#lib/platform/id.ts";
import { onceMore } from "#lib/platform/once-more.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import { expressionProblem } from "./expression.ts";
import type { CreateInbound, InboundCallView, InboundMapping, InboundView, PatchInbound } from "./schema.ts";
import {
  deleteEndpoint,
  findEndpoint,
  type InboundCallRow,
  type InboundRow,
  listCalls,
  listEndpoints,
  saveEndpoint,
} from "./store.ts";
import { verifyTokenOf } from "./verify.ts";

const TOKEN_BYTES = 24;

export async function listInbound(context: Context): Promise<InboundView[]> {
  return (await listEndpoints(context.workspaceId)).map(toView);
}

export async function getInbound(context: Context, id: string): Promise<InboundView> {
  return toView(await endpointOrThrow(context, id));
}

export async function createInbound(context: Context, input: CreateInbound): Promise<InboundView> {
  refuseBadExpressions(input.mapping);
  const row: InboundRow = {
    id: newId(),
    workspace_id: context.workspaceId,
    name: input.name,
    token: randomToken(TOKEN_BYTES),
    scheme: input.scheme,
    sealed_secret: input.secret === undefined ? null : seal(input.secret),
    mapping: input.mapping,
    created_at: context.now,
    updated_at: context.now,
  };
  return save(context, row, null);
}

/** Changes what is given; a new secret replaces the old one at once. */
export async function changeInbound(context: Context, id: string, patch: PatchInbound): Promise<InboundView> {
  const before = await endpointOrThrow(context, id);
  if (patch.mapping) refuseBadExpressions(patch.mapping);
  const row: InboundRow = {
    ...before,
    name: patch.name ?? before.name,
    scheme: patch.scheme ?? before.scheme,
    sealed_secret: patch.secret === undefined ? before.sealed_secret : seal(patch.secret),
    mapping: patch.mapping ?? before.mapping,
    updated_at: context.now,
  };
  if (row.scheme !== "none" && row.sealed_secret === null) {
    throw conflict(
      "missing_secret",
      "This way of proving the origin needs a secret.",
      "Give the secret as well.",
    );
  }
  return save(context, row, before);
}

export async function removeInbound(context: Context, id: string): Promise<void> {
  const row = await endpointOrThrow(context, id);
  await inTransaction(async (sql) => {
    await deleteEndpoint(sql, context.workspaceId, row.id);
    await recordAudit(
      context,
      { action: "inbound.deleted", subject: subjectOf(row), before: auditOf(row) },
      sql,
    );
  });
}

/** What arrived, newest first. */
export async function inboundCalls(
  context: Context,
  id: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ calls: InboundCallView[]; next_cursor: string | null }> {
  const row = await endpointOrThrow(context, id);
  const rows = await listCalls(row.id, page.cursor ? decodeTimeCursor(page.cursor) : null, page.limit + 1);
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  const more = rows.length > page.limit && last;
  return {
    calls: shown.map(toCallView),
    next_cursor: more ? encodeCursor([last.received_at.toISOString(), last.id]) : null,
  };
}

/** The endpoint of the workspace; throws 404. */
export async function endpointOrThrow(context: Context, id: string): Promise<InboundRow> {
  const row = isId(id) ? await findEndpoint(context.workspaceId, id) : null;
  if (!row) throw notFound("inbound endpoint");
  return row;
}

export function toCallView(row: InboundCallRow): InboundCallView {
  const { id, received_at: receivedAt, ...rest } = row;
  return {
    call_id: id,
    received_at: receivedAt.toISOString(),
    status: rest.status,
    reason: rest.reason,
    event_key: rest.event_key,
    events_count: rest.events_count,
    headers: rest.headers,
    body: rest.body,
  };
}

async function save(context: Context, row: InboundRow, before: InboundRow | null): Promise<InboundView> {
  const written = async (sql: SqlClient) => {
    if (!(await saveEndpoint(sql, row))) {
      throw conflict(
        "inbound_name_taken",
        `There is already an inbound endpoint named "${row.name}".`,
        "Choose another name.",
      );
    }
    const action = before ? "inbound.changed" : "inbound.created";
    const change = { before: before ? auditOf(before) : undefined, after: auditOf(row) };
    await recordAudit(context, { action, subject: subjectOf(row), ...change }, sql);
  };
  await onceMore(() => inTransaction(written));
  return toView(row);
}

/** Throws 422 for Liquid that could never give a value. */
function refuseBadExpressions({ properties, unknown_person: _, ...paths }: InboundMapping): void {
  const named = typeof properties === "object" ? properties : {};
  const all = [
    ...Object.entries(paths),
    ...(typeof properties === "string" ? [["properties", properties]] : []),
    ...Object.entries(named).map(([name, text]) => [`properties.${name}`, text]),
  ];
  const problems = all.flatMap(([name, text]) => {
    const message = text === undefined ? null : expressionProblem(text);
    if (message === null) return [];
    const hint = 'Write a path such as "$.data.id", or Liquid such as "{{ data.id }}".';
    return [{ code: "invalid_expression", field: `mapping.${name}`, message, hint }];
  });
  if (problems.length > 0) throw invalid(problems);
}

/** Neither the secret nor the token of the address. */
function auditOf(row: InboundRow) {
  return { name: row.name, scheme: row.scheme, mapping: row.mapping };
}

function subjectOf(row: InboundRow) {
  return { type: "inbound", id: row.id };
}

function toView(row: InboundRow): InboundView {
  return {
    inbound_id: row.id,
    name: row.name,
    url: `${origin()}/inbound/${row.token}`,
    scheme: row.scheme,
    has_secret: row.sealed_secret !== null,
    verify_token: row.scheme === "messenger" ? verifyTokenOf(row.token) : null,
    mapping: row.mapping,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}
