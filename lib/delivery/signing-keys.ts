/**
 * Signing keys of a workspace, or of one host: the newest signs first, older ones go on signing until their time is over.
 * A host without keys of its own is signed for with those of the workspace.
 */
import { z } from "zod";

const storedKeySchema = z.object({
  key_id: z.string(),
  /** Sealed `whsec_…`; null stands for what is used without a list: the keys of the workspace, or its derived first one. */
  sealed: z.string().nullable(),
  created_at: z.string(),
  /** Last moment of an older key; null: in use. */
  until: z.string().nullable(),
});
export type StoredKey = z.infer<typeof storedKeySchema>;

const MAX_OLD_KEYS = 10;

/** The stored list, newest first; what cannot be read counts as none. */
export function parseSigningKeys(stored: unknown): StoredKey[] {
  const parsed = z.array(storedKeySchema).safeParse(stored);
  return parsed.success ? parsed.data : [];
}

/** Those that sign at `now`. */
export function activeKeys(keys: readonly StoredKey[], now: Date): StoredKey[] {
  return keys.filter((key) => key.until === null || Date.parse(key.until) > now.getTime());
}

/** Puts a new key in front; the ones in use until now go on for `overlapSeconds`. */
export function rotatedKeys(
  keys: readonly StoredKey[],
  fresh: StoredKey,
  overlapSeconds: number,
  now: Date,
): StoredKey[] {
  const end = new Date(now.getTime() + overlapSeconds * 1000).toISOString();
  const workspaceKey: StoredKey = {
    key_id: "workspace",
    sealed: null,
    created_at: fresh.created_at,
    until: null,
  };
  const before = keys.length > 0 ? keys : [workspaceKey];
  const older = before.map((key) => (key.until === null || key.until > end ? { ...key, until: end } : key));
  return [fresh, ...activeKeys(older, now).slice(0, MAX_OLD_KEYS)];
}

export const rotateSigningSchema = z.strictObject({
  /** How long the keys in use until now go on signing next to the new one. */
  overlap_seconds: z
    .number()
    .min(0, "overlap_seconds must be between 0 and 604800 (one week)")
    .max(604_800, "overlap_seconds must be between 0 and 604800 (one week)")
    .default(86_400),
  /** Your own key: whsec_ followed by 24 to 64 bytes in base64. Left out: a new random one. */
  secret: z.string().max(200).optional(),
});
export type RotateSigning = z.output<typeof rotateSigningSchema>;

const keysViewSchema = z.object({
  keys: z.array(
    z.object({
      key_id: z.string(),
      source: z.enum(["host", "workspace"]),
      created_at: z.iso.datetime().nullable(),
      until: z.iso.datetime().nullable(),
    }),
  ),
  /** Code that checks a signature, by language. */
  verify: z.object({ typescript: z.string(), python: z.string(), go: z.string() }),
});

/** The keys of the workspace, and which hosts have keys of their own instead. */
export const workspaceSigningViewSchema = keysViewSchema.extend({ own_key_hosts: z.array(z.string()) });
export type WorkspaceSigningView = z.output<typeof workspaceSigningViewSchema>;

export const signingViewSchema = keysViewSchema.extend({ host: z.string() });
export type SigningView = z.output<typeof signingViewSchema>;

/** A fresh key is answered once, when it is made. */
export const rotatedSigningSchema = keysViewSchema.extend({ secret: z.string() });
export const revealedSigningSchema = z.object({ secret: z.string() });
