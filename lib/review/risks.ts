/** What a reviewer should look at first, compared with what was approved before. */
import type { Risk } from "./schema.ts";

export interface RiskFacts {
  hosts: readonly string[];
  dynamicHost: boolean;
  secrets: readonly string[];
  people: number | null;
  messageHash: string;
}

/** An audience that grew by less than this is the same audience on another day. */
const BIGGER = 1.2;

/** `known` are hosts the workspace has sent to before; `before` is what was approved or live, if anything. */
export function risksOf(
  now: RiskFacts,
  before: RiskFacts | null,
  known: { hosts: ReadonlySet<string> },
): Risk[] {
  const risks: Risk[] = [];
  const add = (code: Risk["code"], values: readonly string[] = []): void => {
    risks.push({ code, values: [...values] });
  };
  if (before === null) add("first_time");
  const newHosts = now.hosts.filter((host) => !known.hosts.has(host) && !before?.hosts.includes(host));
  if (newHosts.length > 0) add("new_host", newHosts);
  if (now.dynamicHost && before?.dynamicHost !== true) add("dynamic_host");
  const newSecrets = now.secrets.filter((name) => !before?.secrets.includes(name));
  if (newSecrets.length > 0) add("new_secret", newSecrets);
  if (before && now.people !== null && before.people !== null && now.people > before.people * BIGGER)
    add("bigger_audience", [String(before.people), String(now.people)]);
  if (before && now.messageHash !== before.messageHash) add("changed_body");
  return risks;
}
