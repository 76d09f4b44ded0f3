/** Use cases around content blocks; webhook templates are in `service-webhook-templates.ts`. */
import type { Actor, Context } from "#lib/platform/context.ts";
import { inPrismaTransaction, sqlOf } from "#lib/platform/db.ts";
import { conflict, invalid, notFound } from "#lib/platform/errors.ts";
import { isId } from "#lib/platform/id.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import { compileTemplate } from "./compile-template.ts";
import {
  type ContentBlockView,
  type CreateContentBlock,
  liquidTag,
  type PatchContentBlock,
} from "./content-block-schema.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { positionAt } from "./source-position.ts";
import {
  type ContentBlockRow,
  deleteContentBlockRow,
  findContentBlock,
  insertContentBlock,
  listContentBlockRows,
  loadActiveContentBlocks,
  updateContentBlockRow,
} from "./store.ts";
import { messagesWithBlock } from "./store-block-usage.ts";

export async function listContentBlocks(
  context: Context,
  page: {
    limit: number;
    offset: number;
    modifiedAfter?: Date | undefined;
    modifiedBefore?: Date | undefined;
  },
): Promise<{ blocks: ContentBlockView[]; total: number }> {
  const { rows, total } = await listContentBlockRows(context.workspaceId, page);
  return { blocks: rows.map(toView), total };
}

export async function getContentBlock(context: Context, id: string): Promise<ContentBlockView> {
  return toView(await blockOrThrow(context, id));
}

export async function createContentBlock(
  context: Context,
  input: CreateContentBlock,
): Promise<ContentBlockView> {
  refuseBrokenLiquid(input.content);
  const row = await inPrismaTransaction(async (tx) => {
    const inserted = await insertContentBlock(
      tx,
      {
        workspaceId: context.workspaceId,
        name: input.name,
        description: input.description ?? "",
        content: input.content,
        state: input.state ?? "active",
        tags: input.tags ?? [],
        createdAt: context.now,
      },
      nameOf(context.actor),
    );
    if (!inserted) {
      throw conflict(
        "content_block_name_taken",
        `There is already a content block named "${input.name}".`,
        "Change that one, or choose another name.",
      );
    }
    const subject = { type: "content_block", id: inserted.id };
    await recordAudit(
      context,
      { action: "content_block.created", subject, after: toView(inserted) },
      sqlOf(tx),
    );
    return inserted;
  });
  cache.delete(context.workspaceId);
  return toView(row);
}

/** Drafts and the next launch take the new content; what is live leaves as it was published. */
export async function changeContentBlock(
  context: Context,
  id: string,
  patch: PatchContentBlock,
): Promise<ContentBlockView> {
  if (patch.content !== undefined) refuseBrokenLiquid(patch.content);
  const before = await blockOrThrow(context, id);
  if (patch.state === "draft" && before.state !== "draft") await refuseUsed(before);
  const content = patch.content ?? before.content;
  const after: ContentBlockRow = {
    ...before,
    content,
    description: patch.description ?? before.description,
    state: patch.state ?? before.state,
    tags: patch.tags ?? before.tags,
    version: content === before.content ? before.version : before.version + 1,
    updatedAt: context.now,
  };
  await inPrismaTransaction(async (tx) => {
    if (!(await updateContentBlockRow(tx, after, before.version, nameOf(context.actor)))) {
      throw conflict(
        "content_block_changed",
        "The content block was changed by somebody else at the same moment; nothing was changed now.",
        "Read it again and repeat your change.",
      );
    }
    const subject = { type: "content_block", id };
    const change = { action: "content_block.changed", subject, before: toView(before), after: toView(after) };
    await recordAudit(context, change, sqlOf(tx));
  });
  cache.delete(context.workspaceId);
  return toView(after);
}

/** Refused while a message or another block includes it. */
export async function removeContentBlock(context: Context, id: string): Promise<void> {
  const row = await blockOrThrow(context, id);
  await refuseUsed(row);
  await inPrismaTransaction(async (tx) => {
    await deleteContentBlockRow(tx, context.workspaceId, row.id);
    const subject = { type: "content_block", id: row.id };
    await recordAudit(context, { action: "content_block.deleted", subject, before: toView(row) }, sqlOf(tx));
  });
  cache.delete(context.workspaceId);
}

const NAMED_USES = 20;

/** What includes the block could not be launched any more without it. */
async function refuseUsed({ workspaceId, id, name }: ContentBlockRow): Promise<void> {
  const uses = await messagesWithBlock(workspaceId, name, NAMED_USES);
  const names = uses.filter((use) => use.id !== id).map((use) => `"${use.name}"`);
  if (names.length === 0) return;
  const message = `The content block is used by ${names.join(", ")}${uses.length < NAMED_USES ? "" : " and others"}.`;
  throw conflict("content_block_in_use", message, "Take it out there first.");
}

/** How long another process may go on rendering with the content before a change. */
const CACHE_MS = 1_000;
const MAX_CACHED = 1_000;
type Blocks = Readonly<Record<string, string>>;
const cache = new Map<string, { loadedAt: number; blocks: Promise<Blocks> }>();

/** Sources of the workspace's active content blocks by name, as rendering takes them. */
export function contentBlocksFor(workspaceId: string): Promise<Blocks> {
  const cached = cache.get(workspaceId);
  if (cached && Date.now() - cached.loadedAt < CACHE_MS) return cached.blocks;
  if (cache.size >= MAX_CACHED) cache.clear();
  const blocks = currentContentBlocks(workspaceId);
  cache.set(workspaceId, { loadedAt: Date.now(), blocks });
  blocks.catch(() => cache.delete(workspaceId));
  return blocks;
}

/** As `contentBlocksFor`, and as they are this moment: for deciding about a publication. */
export async function currentContentBlocks(workspaceId: string): Promise<Blocks> {
  const rows = await loadActiveContentBlocks(workspaceId);
  return Object.fromEntries(rows.map((row) => [row.name, row.content]));
}

function refuseBrokenLiquid(content: string): void {
  const { problems } = compileTemplate(content, "content", "text", DEFAULT_LIMITS.parseLength);
  if (problems.length === 0) return;
  throw invalid(
    problems.map(({ code, message, hint, words, offset }) => {
      const { line, column } = positionAt(content, offset);
      return { code, field: "content", message: `${message} (line ${line}, column ${column})`, hint, words };
    }),
  );
}

async function blockOrThrow(context: Context, id: string): Promise<ContentBlockRow> {
  const row = isId(id) ? await findContentBlock(context.workspaceId, id) : null;
  if (!row) throw notFound("content block");
  return row;
}

function nameOf(actor: Actor): string {
  return actor.kind === "system" ? actor.job : actor.name;
}

function toView(row: ContentBlockRow): ContentBlockView {
  return {
    content_block_id: row.id,
    name: row.name,
    description: row.description,
    content: row.content,
    state: row.state === "draft" ? "draft" : "active",
    tags: row.tags,
    version: row.version,
    liquid_tag: liquidTag(row.name),
    created_at: row.createdAt.toISOString(),
    last_edited: row.updatedAt.toISOString(),
  };
}
