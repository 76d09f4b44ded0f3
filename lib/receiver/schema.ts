/** The built-in receiver: an address that records what it gets and answers as told. */
import { z } from "zod";
import { isStorable, NOT_STORABLE } from "#lib/platform/text.ts";
import { isSetByServer, steersBrowser } from "./reply-headers.ts";
import { VENDOR_IDS } from "./vendors/vendor-ids.ts";

const MAX_ANSWERS = 50;
const MAX_DELAY_MS = 30_000;
const MAX_BODY = 64 * 1024;
const MAX_FILL = 20 * 1024 * 1024;
const MAX_HEADERS = 30;
const MAX_HEADER_VALUE = 2_000;
export const MAX_RECEIVER_NAME = 80;

const text = (max: number) =>
  z.string().max(max, `It is longer than ${max} characters.`).refine(isStorable, NOT_STORABLE);

const headers = z
  .record(
    z
      .string()
      .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, "This is not a header name.")
      .refine((name) => !isSetByServer(name), "This header is set by the server."),
    text(MAX_HEADER_VALUE).regex(/^[\t\x20-\x7e\x80-\xff]*$/, "A header value is one line of Latin text."),
  )
  .refine((value) => Object.keys(value).length <= MAX_HEADERS, `More than ${MAX_HEADERS} headers.`);

const scriptedAnswerSchema = z.strictObject({
  status: z.int("The status is not a whole number.").min(200, "Use 200 to 599.").max(599, "Use 200 to 599."),
  delay_ms: z.int().min(0).max(MAX_DELAY_MS, `Wait at most ${MAX_DELAY_MS} ms.`).default(0),
  headers: headers.default({}),
  /** Null leaves the default body; a 200 without one is left to the vendor the receiver stands in for. */
  body: text(MAX_BODY).nullable().default(null),
  /** Filler after the body, up to this many bytes: for answers that are far too large. */
  fill_bytes: z.int().min(0).max(MAX_FILL, `Fill at most ${MAX_FILL} bytes.`).default(0),
  /** Take the request and break the connection instead of answering. */
  drop: z.boolean().default(false),
});
export type ScriptedAnswer = z.infer<typeof scriptedAnswerSchema>;

export const receiverScriptSchema = z.strictObject({
  /** Used one after the other; none means 200. */
  answers: z.array(scriptedAnswerSchema).max(MAX_ANSWERS, `More than ${MAX_ANSWERS} answers.`).default([]),
  /** What follows the last answer. */
  at_end: z.enum(["repeat_last", "loop"]).default("repeat_last"),
  /** What comes beyond so many requests in a window is answered with 429. Null: as the vendor documents it. */
  rate_limit: z
    .strictObject({
      requests: z.int().min(1, "Let at least one through.").max(100_000),
      per_seconds: z.number().min(0.1).max(86_400),
    })
    .nullable()
    .default(null),
});
export type ReceiverScript = z.infer<typeof receiverScriptSchema>;

/** A script as it is given now: those saved earlier may say more, which is not sent. */
const givenScriptSchema = receiverScriptSchema.superRefine(({ answers }, check) => {
  for (const [index, answer] of answers.entries()) {
    for (const name of Object.keys(answer.headers).filter(steersBrowser)) {
      const message =
        "A receiver shares its address with the dashboard, so it may not send this header. Leave it out.";
      check.addIssue({ code: "custom", path: ["answers", index, "headers", name], message });
    }
  }
});

const name = text(MAX_RECEIVER_NAME).trim().min(1, "Give it a name.");

export const createReceiverSchema = z.strictObject({
  name,
  script: givenScriptSchema.optional(),
  /** Behaves like this vendor's API. */
  vendor: z.enum(VENDOR_IDS).nullable().default(null),
});
export const patchReceiverSchema = z.strictObject({
  name: name.optional(),
  script: givenScriptSchema.optional(),
});

export const listRequestsQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().optional(),
});

export const receiverSchema = z.object({
  receiver_id: z.string(),
  name: z.string(),
  url: z.string(),
  vendor: z.enum(VENDOR_IDS).nullable(),
  script: receiverScriptSchema,
  /** How many scripted answers were given since the script was saved or the inbox cleared. */
  position: z.number(),
  requests_count: z.number(),
  last_received_at: z.string().nullable(),
  created_at: z.string(),
});
export type ReceiverView = z.infer<typeof receiverSchema>;

export const receiverListSchema = z.object({ receivers: z.array(receiverSchema) });

const SIGNATURES = ["valid", "invalid", "missing", "unknown"] as const;
export type SignatureState = (typeof SIGNATURES)[number];

export const receivedRequestSchema = z.object({
  request_id: z.string(),
  received_at: z.string(),
  method: z.string(),
  path: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  /** The body was longer than what is kept. */
  body_truncated: z.boolean(),
  status_code: z.number(),
  signature: z.enum(SIGNATURES),
});
export type ReceivedRequestView = z.infer<typeof receivedRequestSchema>;

export const receivedPageSchema = z.object({
  requests: z.array(receivedRequestSchema),
  next_cursor: z.string().nullable(),
});
export type ReceivedPage = z.infer<typeof receivedPageSchema>;

/** What a receiver remembers for its vendor: balances, keys seen, records. */
export const receiverStateSchema = z.object({
  entries: z.array(z.object({ key: z.string(), value: z.unknown(), updated_at: z.string() })),
});
export type ReceiverState = z.infer<typeof receiverStateSchema>;
