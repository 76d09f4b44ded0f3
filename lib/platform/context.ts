/** Who acts. Recorded in the audit log and checked for permission at the edge. */
export type Actor =
  | { kind: "user"; userId: string; name: string; email: string; role: string }
  /** `madeBy` is the person behind the key, null for one of the operator's. */
  | { kind: "api_key"; apiKeyId: string; name: string; madeBy?: string | null }
  | { kind: "system"; job: string };

/** What every use case gets: the tenant, who acts, and the time it is for this request. */
export interface Context {
  workspaceId: string;
  actor: Actor;
  /** Permissions of the actor; "*" means all. */
  scopes: readonly string[];
  requestId: string;
  now: Date;
  /** How many of our own webhooks led to the call; left out: none. */
  loopDepth?: number;
}

/** Context for work that no person or key asked for right now. */
export function systemContext(workspaceId: string, job: string, now: Date): Context {
  return { workspaceId, actor: { kind: "system", job }, scopes: ["*"], requestId: job, now };
}

/** Whether the actor may do what `scope` names. */
export function allows(scopes: readonly string[], scope: string): boolean {
  return scopes.includes("*") || scopes.includes(scope);
}
