/** From delivery rows to frozen requests: renders what was never rendered, seals what contains secrets. */

import type { OutcomeRule } from "#lib/host/outcome-rules.ts";
import { open, seal } from "#lib/platform/crypto.ts";
import { isDatabaseFault } from "#lib/platform/database-fault.ts";
import { origin } from "#lib/platform/env.ts";
import { requestSecretNames, secretNames } from "#lib/template/analyze.ts";
import type { CompiledMessage } from "#lib/template/compile-message.ts";
import type { FetchConnectedContent } from "#lib/template/connected-content.ts";
import { MASK } from "#lib/template/emitters.ts";
import type { RenderCampaign, RenderCanvas, RenderData } from "#lib/template/render-data.ts";
import { renderRequest, renderWithMask } from "#lib/template/render-request.ts";
import type { RenderedRequest, RenderFailure, RenderResult } from "#lib/template/render-result.ts";
import { valuesOf } from "./conceal.ts";
import type { DeliveryReason, RetryPolicy } from "./schema.ts";
import { forbiddenSecret, withinBindings } from "./secret-hosts.ts";
import { type FrozenRequest, freezeRequests, type SendRow } from "./store-send.ts";

/** Everything a version says about sending one message. Compiled once per version. */
export interface MessagePlan {
  compiled: CompiledMessage;
  retry: RetryPolicy;
  outcomeRules: readonly OutcomeRule[];
  perMinute: number | null;
  /** Scope of the per-minute pace. */
  paceScope: string;
  campaign: RenderCampaign | null;
  canvas: RenderCanvas | null;
  /** As they were when the version was published; without them, as they are now. */
  contentBlocks?: Record<string, string> | null;
}

export interface UsableSecret {
  value: string;
  allowedHosts: readonly string[];
}

/** Why a delivery does not go now: it waits (`until` null: for somebody), or ends. */
export interface HeldBack {
  status: "held" | "aborted" | "cancelled";
  reason: DeliveryReason;
  until: Date | null;
}

/** What the dispatcher asks of the rest of the product; the worker puts it together. */
export interface SendingWorld {
  /** Deliveries of a chunk that must not go now, by id. */
  holdBack?(rows: readonly SendRow[], now: Date): Promise<ReadonlyMap<string, HeldBack>>;
  /** The plan of a delivery, or null when its message is gone. */
  planFor(row: SendRow): Promise<MessagePlan | null>;
  secretsFor(workspaceId: string): Promise<ReadonlyMap<string, UsableSecret>>;
  /** Told of the names of secrets that a request carries, `*` for any. */
  secretsUsed?(workspaceId: string, names: readonly string[], now: Date): void;
  contentBlocksFor(workspaceId: string): Promise<Record<string, string>>;
  fetchConnectedContent?: FetchConnectedContent | undefined;
}

export interface ReadyRequest {
  method: string;
  url: string;
  host: string;
  headers: [string, string][];
  body: string | null;
  /** Values of the secrets in it. */
  secrets?: readonly string[] | undefined;
}

export type Prepared =
  | { row: SendRow; ok: true; plan: MessagePlan; request: ReadyRequest; shownUrl: string }
  | { row: SendRow; ok: false; status: "aborted" | "failed"; reason: DeliveryReason; detail: string };

/** Prepares a whole chunk. New requests are stored by one statement before this returns. */
export async function prepareAll(
  rows: readonly SendRow[],
  world: SendingWorld,
  now: Date,
): Promise<Prepared[]> {
  const frozen: FrozenRequest[] = [];
  const prepared = await Promise.all(rows.map((row) => prepareSafely(row, world, frozen, now)));
  await freezeRequests(frozen);
  return prepared;
}

/** A row that breaks in a way nobody foresaw ends alone; its neighbours go on. */
async function prepareSafely(
  row: SendRow,
  world: SendingWorld,
  frozen: FrozenRequest[],
  now: Date,
): Promise<Prepared> {
  try {
    return await prepare(row, world, frozen, now);
  } catch (error) {
    // No fault of the row: the chunk is tried again.
    if (isDatabaseFault(error)) throw error;
    return failed(row, "failed", "message_missing", error instanceof Error ? error.message : String(error));
  }
}

async function prepare(
  row: SendRow,
  world: SendingWorld,
  frozen: FrozenRequest[],
  now: Date,
): Promise<Prepared> {
  const plan = await world.planFor(row);
  if (!plan)
    return failed(row, "aborted", "message_missing", "The message this was made from no longer exists.");
  if (row.frozen_method !== null)
    return { row, ok: true, plan, request: thaw(row), shownUrl: row.frozen_url };
  const blocks = plan.contentBlocks ?? (await world.contentBlocksFor(row.workspace_id));
  const names = secretNames(plan.compiled, blocks);
  const secrets =
    names.length > 0 ? await world.secretsFor(row.workspace_id) : new Map<string, UsableSecret>();
  const data = renderDataOf(row, plan, secrets, blocks, now);
  const fetch = world.fetchConnectedContent;
  const options = { fetchConnectedContent: fetch && withinBindings(fetch, secrets) };
  const { real, masked } =
    names.length > 0
      ? await renderWithMask(plan.compiled, data, options)
      : await renderOnce(plan.compiled, data, options);
  if (!real.ok) return failed(row, isAbort(real) ? "aborted" : "failed", real.reason, real.message);
  if (real.request.body?.includes("\0"))
    return failed(row, "failed", "template_render_error", "The body contains a NUL character (U+0000).");
  const carried = names.length > 0 ? requestSecretNames(plan.compiled, blocks) : [];
  const leaking = forbiddenSecret(carried, secrets, real.request.host);
  if (leaking) return failed(row, "aborted", "secret_not_allowed", leaking);
  if (names.length > 0) world.secretsUsed?.(row.workspace_id, names, now);
  const request = { ...real.request, secrets: valuesOf(carried, secrets) };
  const shown = masked.ok ? masked.request : concealed(real.request);
  frozen.push({
    deliveryId: row.id,
    createdAt: row.created_at,
    method: shown.method,
    url: shown.url,
    headers: shown.headers,
    body: shown.body,
    sealed: names.length > 0 ? seal(JSON.stringify(request)) : null,
  });
  return { row, ok: true, plan, request, shownUrl: shown.url };
}

function isAbort({ kind, reason }: RenderFailure): boolean {
  return kind === "abort" || reason === "secret_not_allowed";
}

async function renderOnce(
  compiled: CompiledMessage,
  data: RenderData,
  options: { fetchConnectedContent: FetchConnectedContent | undefined },
): Promise<{ real: RenderResult; masked: RenderResult }> {
  const real = await renderRequest(compiled, data, options);
  return { real, masked: real };
}

/** What is shown of a request that could not be rendered once more with its secrets masked: nothing that may hold one. */
function concealed({ method, url, host, headers }: RenderedRequest): RenderedRequest {
  const hidden = headers.map(([name]): [string, string] => [name, MASK]);
  return { method, url: `${new URL(url).protocol}//${host}/${MASK}`, host, headers: hidden, body: MASK };
}

function thaw(row: SendRow): ReadyRequest {
  if (row.sealed) return JSON.parse(open(row.sealed)) as ReadyRequest;
  const url = new URL(row.frozen_url);
  return {
    method: row.frozen_method ?? "POST",
    url: row.frozen_url,
    host: url.host,
    headers: row.frozen_headers,
    body: row.frozen_body,
  };
}

function failed(
  row: SendRow,
  status: "aborted" | "failed",
  reason: DeliveryReason,
  detail: string,
): Prepared {
  return { row, ok: false, status, reason, detail };
}

/** What rendering needs of a delivery: previews make one up and go the same way. */
export type RenderSource = Pick<
  SendRow,
  | "id"
  | "attempts_count"
  | "dispatch_id"
  | "input"
  | "profile_id"
  | "external_id"
  | "attributes"
  | "custom_attributes"
  | "time_zone"
  | "random_bucket"
>;

/** What the templates of one delivery may read. */
export function renderDataOf(
  row: RenderSource,
  plan: Pick<MessagePlan, "campaign" | "canvas">,
  secrets: ReadonlyMap<string, UsableSecret>,
  contentBlocks: Record<string, string>,
  now: Date,
): RenderData {
  const input = row.input as {
    event?: { id?: string; name: string; time?: string; properties?: Record<string, unknown> };
    trigger_properties?: Record<string, unknown>;
    context?: Record<string, unknown>;
  };
  return {
    profile:
      row.profile_id === null
        ? null
        : {
            id: row.profile_id,
            external_id: row.external_id,
            attributes: row.attributes ?? {},
            custom_attributes: row.custom_attributes ?? {},
            time_zone: row.time_zone,
            random_bucket: row.random_bucket,
          },
    event: input.event
      ? {
          id: input.event.id,
          name: input.event.name,
          time: input.event.time ?? now,
          properties: input.event.properties ?? {},
        }
      : null,
    trigger_properties: input.trigger_properties ?? null,
    context: input.context ?? null,
    campaign: plan.campaign ? { ...plan.campaign, dispatch_id: row.dispatch_id ?? undefined } : null,
    canvas: plan.canvas && { ...plan.canvas, entry_properties: input.context ?? {} },
    delivery: { id: row.id, idempotency_key: row.id, attempt: row.attempts_count + 1 },
    secrets: Object.fromEntries([...secrets].map(([name, secret]) => [name, secret.value])),
    content_blocks: contentBlocks,
    app: installation(),
    now,
  };
}

/** What templates read as `app`: where this installation is reached now, which may differ from start to start. */
export function installation(): { origin: string; base_url: string } {
  return { origin: origin(), base_url: `${origin()}/api/v1` };
}
