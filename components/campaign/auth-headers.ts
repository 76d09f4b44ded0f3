/** How a message proves who it is, read from and written to its headers. Keys are always secrets. Pure. */

export const AUTH_KINDS = ["none", "bearer", "basic", "header", "hmac", "oauth2"] as const;
export type AuthKind = (typeof AUTH_KINDS)[number];

export const ENCODINGS = ["hex", "base64"] as const;
export type Encoding = (typeof ENCODINGS)[number];

export type Auth = {
  kind: AuthKind;
  /** Name of the secret; empty while none is chosen. */
  secret: string;
  /** Name of the header for `header` and `hmac`. */
  header: string;
  /** For `basic`; empty when the secret holds user and password together. */
  user: string;
  /** For `hmac`: how the signature is written, and what stands before it. */
  encoding: Encoding;
  prefix: string;
};

export const NO_AUTH: Auth = {
  kind: "none",
  secret: "",
  header: "X-Api-Key",
  user: "",
  encoding: "hex",
  prefix: "",
};
export const SIGNATURE_HEADER = "X-Signature";

const SECRET = "\\{\\{\\s*secrets\\.(\\w+)\\s*\\}\\}";
const BEARER = new RegExp(`^Bearer ${SECRET}$`, "i");
const WHOLE = new RegExp(`^${SECRET}$`);
const BASIC = /^Basic \{\{\s*(?:"([^"]*):"\s*\|\s*append:\s*)?secrets\.(\w+)\s*\|\s*base64_encode\s*\}\}$/i;
const HMAC = /^([^{}]*)\{\{\s*request\.body\s*\|\s*hmac_sha256_(hex|base64):\s*secrets\.(\w+)\s*\}\}$/;

/** What the headers say, as far as this form can have written it; anything else counts as none. */
export function authOf(headers: Record<string, string>): Auth {
  for (const [name, value] of Object.entries(headers)) {
    const auth = authIn(name, value);
    if (auth) return { ...NO_AUTH, ...auth };
  }
  return NO_AUTH;
}

function authIn(name: string, value: string): Partial<Auth> | null {
  const isAuthorization = name.toLowerCase() === "authorization";
  const bearer = isAuthorization ? BEARER.exec(value) : null;
  if (bearer) return { kind: "bearer", secret: bearer[1] ?? "" };
  const basic = isAuthorization ? BASIC.exec(value) : null;
  if (basic) return { kind: "basic", user: basic[1] ?? "", secret: basic[2] ?? "" };
  const key = WHOLE.exec(value);
  if (key) return { kind: "header", header: name, secret: key[1] ?? "" };
  const signed = HMAC.exec(value);
  if (!signed) return null;
  const [, prefix = "", encoding, secret = ""] = signed;
  return { kind: "hmac", header: name, prefix, encoding: encoding as Encoding, secret };
}

/** The headers with the old proof taken out and the new one in its place. */
export function withAuth(headers: Record<string, string>, auth: Auth): Record<string, string> {
  const before = authOf(headers);
  const own = before.kind === "header" || before.kind === "hmac";
  const old = own ? before.header : before.kind === "none" ? null : "authorization";
  const kept = Object.entries(headers).filter(([name]) => name.toLowerCase() !== old?.toLowerCase());
  const added = headerFor(auth);
  if (added === null) return Object.fromEntries(kept);
  return Object.fromEntries([
    ...kept.filter(([name]) => name.toLowerCase() !== added[0].toLowerCase()),
    added,
  ]);
}

function headerFor({ kind, secret, header, user, encoding, prefix }: Auth): [string, string] | null {
  const name = header.trim();
  if (secret === "") return null;
  if (kind === "bearer") return ["Authorization", `Bearer {{ secrets.${secret} }}`];
  if (kind === "header") return name === "" ? null : [name, `{{ secrets.${secret} }}`];
  if (kind === "hmac") {
    const signature = `{{ request.body | hmac_sha256_${encoding}: secrets.${secret} }}`;
    return name === "" ? null : [name, `${prefix}${signature}`];
  }
  if (kind !== "basic") return null;
  const value = user === "" ? `secrets.${secret}` : `"${user}:" | append: secrets.${secret}`;
  return ["Authorization", `Basic {{ ${value} | base64_encode }}`];
}

const OCCASION = /^\{\{\s*delivery\.idempotency_key\s*\}\}$/;

/** The header that repeats the idempotency key under the receiver's own name for it; empty when none does. */
export function idempotencyHeaderOf(headers: Record<string, string>): string {
  return Object.entries(headers).find(([, value]) => OCCASION.test(value))?.[0] ?? "";
}

/** The headers with the idempotency key under this name, or under none but ours. */
export function withIdempotencyHeader(headers: Record<string, string>, name: string): Record<string, string> {
  const kept = Object.entries(headers).filter(([, value]) => !OCCASION.test(value));
  const wanted = name.trim();
  if (wanted === "") return Object.fromEntries(kept);
  return Object.fromEntries([...kept, [wanted, "{{ delivery.idempotency_key }}"]]);
}
