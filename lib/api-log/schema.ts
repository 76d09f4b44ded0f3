/** The log of calls that API keys make: what was asked, how it ended, never a body. */
import { z } from "zod";

export interface ApiRequestEntry {
  id: string;
  workspace_id: string;
  at: Date;
  method: string;
  route: string;
  path: string;
  status: number;
  duration_ms: number;
  api_key_id: string;
  caller: string;
  address: string | null;
  idempotency_key: string | null;
  replayed: boolean;
  errors: { code: string; field?: string | undefined; message: string }[];
  campaign_id: string | null;
  canvas_id: string | null;
  dispatch_id: string | null;
  send_id: string | null;
  recipients: number | null;
  accepted: number | null;
}

const loggedErrorSchema = z.object({ code: z.string(), field: z.string().optional(), message: z.string() });

export const apiRequestSchema = z.object({
  request_id: z.string(),
  at: z.string(),
  method: z.string(),
  /** The address with the names of its parameters. */
  route: z.string(),
  path: z.string(),
  status: z.int(),
  duration_ms: z.int(),
  api_key_id: z.string(),
  /** Name of the key when it called. */
  caller: z.string(),
  address: z.string().nullable(),
  idempotency_key: z.string().nullable(),
  /** Whether the answer was that of an earlier call with the same Idempotency-Key. */
  replayed: z.boolean(),
  errors: z.array(loggedErrorSchema),
  campaign_id: z.string().nullable(),
  canvas_id: z.string().nullable(),
  dispatch_id: z.string().nullable(),
  send_id: z.string().nullable(),
  /** Of sending calls: people named, and how many of them were taken. */
  recipients: z.int().nullable(),
  accepted: z.int().nullable(),
});
export type ApiRequestView = z.output<typeof apiRequestSchema>;

export const apiRequestPageSchema = z.object({
  requests: z.array(apiRequestSchema),
  next_cursor: z.string().nullable(),
});

export const REQUEST_OUTCOMES = ["success", "failed", "client_error", "server_error"] as const;

export const apiRequestsQuerySchema = z.object({
  /** `failed` is every answer of 400 and above. */
  outcome: z.enum(REQUEST_OUTCOMES).optional(),
  status: z.coerce.number().int().min(100).max(599).optional(),
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]).optional(),
  /** Part of the address. */
  path: z.string().max(200).optional(),
  api_key_id: z.uuid().optional(),
  campaign_id: z.uuid().optional(),
  request_id: z.uuid().optional(),
  idempotency_key: z.string().max(255).optional(),
  code: z.string().max(100).optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
});
export type ApiRequestsQuery = z.output<typeof apiRequestsQuerySchema>;
