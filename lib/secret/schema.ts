/** Secrets as the API takes and shows them: the value goes in and never comes out. */
import { z } from "zod";

const MAX_VALUE = 8 * 1024;

const secretName = z
  .string()
  .max(64)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'A secret is named like "crm_token": letters, digits and underscores.');

/** A host the value may be sent to: `api.example.com`, with a port, or `*.example.com`. */
const allowedHost = z
  .string()
  .trim()
  .toLowerCase()
  .max(259)
  .regex(
    /^(\*\.)?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?(:\d{1,5})?$|^\[[0-9a-f:.]+\](:\d{1,5})?$/,
    'Write a host like "api.example.com", "api.example.com:8443" or "*.example.com", without https://.',
  );
const allowedHosts = z.array(allowedHost).max(50);

export const createSecretSchema = z.strictObject({
  name: secretName,
  value: z.string().min(1, "A secret needs a value.").max(MAX_VALUE),
  note: z.string().max(500).default(""),
  /** None: any host. */
  allowed_hosts: allowedHosts.default([]),
});
export type CreateSecret = z.output<typeof createSecretSchema>;
export type CreateSecretInput = z.input<typeof createSecretSchema>;

export const patchSecretSchema = z.strictObject({
  value: z.string().min(1, "A secret needs a value.").max(MAX_VALUE).optional(),
  note: z.string().max(500).optional(),
  allowed_hosts: allowedHosts.optional(),
});
export type PatchSecret = z.output<typeof patchSecretSchema>;

export const secretViewSchema = z.object({
  secret_id: z.string(),
  name: z.string(),
  note: z.string(),
  allowed_hosts: z.array(z.string()),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  last_used_at: z.iso.datetime().nullable(),
});
export type SecretView = z.output<typeof secretViewSchema>;

export const secretListSchema = z.object({ secrets: z.array(secretViewSchema) });
