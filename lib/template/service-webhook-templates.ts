/** Use cases around saved webhook messages. */
import type { Context } from "#lib/platform/context.ts";
import { decodeCursor, encodeCursor } from "#lib/platform/cursor.ts";
import { inPrismaTransaction, type PrismaTx, sqlOf } from "#lib/platform/db.ts";
import { conflict, notFound } from "#lib/platform/errors.ts";
import { isId, newId } from "#lib/platform/id.ts";
import { onceMore } from "#lib/platform/once-more.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import {
  deleteTemplate,
  findTemplate,
  insertTemplate,
  listTemplateRows,
  nameIsTaken,
  type TemplateRow,
  updateTemplate,
} from "./store-webhook-templates.ts";
import {
  type CreateTemplate,
  createTemplateSchema,
  type PatchTemplate,
  type TemplateView,
} from "./webhook-template-schema.ts";

export async function listTemplates(
  context: Context,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ templates: TemplateView[]; next_cursor: string | null }> {
  const after = page.cursor ? (decodeCursor(page.cursor, 1)[0] ?? null) : null;
  const rows = await listTemplateRows(context.workspaceId, page.limit + 1, after);
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return {
    templates: shown.map(toView),
    next_cursor: rows.length > page.limit && last ? encodeCursor([last.name]) : null,
  };
}

export async function getTemplate(context: Context, id: string): Promise<TemplateView> {
  return toView(await templateOrThrow(context, id));
}

export async function createTemplate(context: Context, input: CreateTemplate): Promise<TemplateView> {
  const row: TemplateRow = {
    id: newId(),
    workspaceId: context.workspaceId,
    ...columnsOf(input),
    createdAt: context.now,
    updatedAt: context.now,
  };
  await write(context, row, "template.created", null);
  return toView(row);
}

/** Campaigns made from the template before keep what they have. */
export async function changeTemplate(
  context: Context,
  id: string,
  patch: PatchTemplate,
): Promise<TemplateView> {
  const before = await templateOrThrow(context, id);
  const { template_id: _id, created_at: _created, updated_at: _updated, ...fields } = toView(before);
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  const row = {
    ...before,
    ...columnsOf(createTemplateSchema.parse({ ...fields, ...given })),
    updatedAt: context.now,
  };
  await write(context, row, "template.changed", before);
  return toView(row);
}

export async function removeTemplate(context: Context, id: string): Promise<void> {
  const row = await templateOrThrow(context, id);
  await inPrismaTransaction(async (tx) => {
    await deleteTemplate(tx, context.workspaceId, row.id);
    const subject = { type: "template", id: row.id };
    await recordAudit(context, { action: "template.deleted", subject, before: toView(row) }, sqlOf(tx));
  });
}

async function write(
  context: Context,
  row: TemplateRow,
  action: string,
  before: TemplateRow | null,
): Promise<void> {
  const written = async (tx: PrismaTx) => {
    if (await nameIsTaken(tx, context.workspaceId, row.name, row.id)) {
      throw conflict(
        "template_name_taken",
        `There is already a template named "${row.name}".`,
        "Choose another name.",
      );
    }
    await (before ? updateTemplate(tx, row) : insertTemplate(tx, row));
    const subject = { type: "template", id: row.id };
    const change = { action, subject, before: before ? toView(before) : undefined, after: toView(row) };
    await recordAudit(context, change, sqlOf(tx));
  };
  await onceMore(() => inPrismaTransaction(written));
}

function columnsOf({ name, description, tags, ...definition }: CreateTemplate) {
  return { name, description, tags, definition: definition as Record<string, unknown> };
}

async function templateOrThrow(context: Context, id: string): Promise<TemplateRow> {
  const row = isId(id) ? await findTemplate(context.workspaceId, id) : null;
  if (!row) throw notFound("template");
  return row;
}

function toView(row: TemplateRow): TemplateView {
  const { name, description, tags } = row;
  const { webhook, canvas, variables, secrets, settings } = createTemplateSchema.parse({
    name,
    ...row.definition,
  });
  return {
    template_id: row.id,
    name,
    description,
    webhook,
    canvas,
    variables,
    secrets,
    settings,
    tags,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
