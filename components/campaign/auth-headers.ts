/** How a message proves who it is, read from and written to its headers. Keys are always secrets. Pure. */

export const AUTH_KINDS = ["none", "bearer", "basic", "header", "oauth2"] as const;
export type AuthKind = (typeof AUTH_KINDS)[number];

export type Auth = {
  kind: AuthKind;
  /** Name of the secret; empty while none is chosen. */
  secret: string;
  /** Name of the header for `header`. */
  header: string;
  /** For `basic`; empty when the secret holds user and password together. */
  user: string;
};

const NONE: Auth = { kind: "none", secret: "", header: "X-Api-Key", user: "" };
const SECRET = "\\{\\{\\s*secrets\\.(\\w+)\\s*\\}\\}";
const BEARER = new RegExp(`^Bearer ${SECRET}$`, "i");
const WHOLE = new RegExp(`^${SECRET}$`);
const BASIC = /^Basic \{\{\s*(?:"([^"]*):"\s*\|\s*append:\s*)?secrets\.(\w+)\s*\|\s*base64_encode\s*\}\}$/i;

/** What the headers say, as far as this form can have written it; anything else counts as none. */
export function authOf(headers: Record<string, string>): Auth {
  for (const [name, value] of Object.entries(headers)) {
    const isAuthorization = name.toLowerCase() === "authorization";
    const bearer = isAuthorization ? BEARER.exec(value) : null;
    if (bearer) return { ...NONE, kind: "bearer", secret: bearer[1] ?? "" };
    const basic = isAuthorization ? BASIC.exec(value) : null;
    if (basic) return { ...NONE, kind: "basic", user: basic[1] ?? "", secret: basic[2] ?? "" };
    const key = WHOLE.exec(value);
    if (key) return { ...NONE, kind: "header", header: name, secret: key[1] ?? "" };
  }
  return NONE;
}

/** The headers with the old proof taken out and the new one in its place. */
export function withAuth(headers: Record<string, string>, auth: Auth): Record<string, string> {
  const before = authOf(headers);
  const old = before.kind === "header" ? before.header : before.kind === "none" ? null : "authorization";
  const kept = Object.entries(headers).filter(([name]) => name.toLowerCase() !== old?.toLowerCase());
  const added = headerFor(auth);
  if (added === null) return Object.fromEntries(kept);
  return Object.fromEntries([
    ...kept.filter(([name]) => name.toLowerCase() !== added[0].toLowerCase()),
    added,
  ]);
}

function headerFor({ kind, secret, header, user }: Auth): [string, string] | null {
  if (secret === "") return null;
  if (kind === "bearer") return ["Authorization", `Bearer {{ secrets.${secret} }}`];
  if (kind === "header") return header.trim() === "" ? null : [header.trim(), `{{ secrets.${secret} }}`];
  if (kind !== "basic") return null;
  const value = user === "" ? `secrets.${secret}` : `"${user}:" | append: secrets.${secret}`;
  return ["Authorization", `Basic {{ ${value} | base64_encode }}`];
}
