/** Chooses the people whose requests a reviewer reads, so that few of them show everything the templates can do. */
import type { SampleReason } from "./schema.ts";

export interface Candidate {
  messageId: string;
  externalId: string;
  /** Ids of the Liquid branches this rendering took. */
  branches: ReadonlySet<string>;
  bytes: number;
  /** Values that were missing. */
  missing: number;
  /** Whether their data has letters beyond ASCII. */
  nonAscii: boolean;
  failed: boolean;
}

export interface ChosenSample {
  messageId: string;
  externalId: string;
  reasons: SampleReason[];
}

const MAX_CHOSEN = 16;

/**
 * First the fewest that take every branch (greedy: who shows most that is new), then the extremes. Somebody chosen
 * already is preferred for an extreme over somebody new, and each reason is named.
 */
export function chooseSamples(candidates: readonly Candidate[]): ChosenSample[] {
  const chosen = new Map<Candidate, Set<SampleReason>>();
  const choose = (candidate: Candidate | undefined, reason: SampleReason): void => {
    if (!candidate || (!chosen.has(candidate) && chosen.size >= MAX_CHOSEN)) return;
    chosen.set(candidate, (chosen.get(candidate) ?? new Set()).add(reason));
  };
  for (const candidate of coverBranches(candidates)) choose(candidate, "branch");
  for (const messageId of new Set(candidates.map((candidate) => candidate.messageId))) {
    const own = candidates.filter((candidate) => candidate.messageId === messageId);
    const sent = own.filter(({ failed }) => !failed);
    const best = (among: readonly Candidate[], score: (candidate: Candidate) => number) =>
      bestOf(among, score, chosen);
    choose(
      best(sent, ({ bytes }) => bytes),
      "longest",
    );
    choose(
      best(sent, ({ bytes }) => -bytes),
      "shortest",
    );
    choose(
      best(
        own.filter(({ missing }) => missing > 0),
        ({ missing }) => missing,
      ),
      "missing",
    );
    choose(
      best(
        own.filter(({ nonAscii }) => nonAscii),
        () => 0,
      ),
      "non_ascii",
    );
    choose(
      best(
        own.filter(({ failed }) => failed),
        () => 0,
      ),
      "fails",
    );
  }
  return [...chosen].map(([{ messageId, externalId }, reasons]) => ({
    messageId,
    externalId,
    reasons: [...reasons],
  }));
}

function coverBranches(candidates: readonly Candidate[]): Candidate[] {
  const cover: Candidate[] = [];
  const taken = new Set<string>();
  const fresh = ({ messageId, branches }: Candidate): string[] =>
    [...branches].map((branch) => `${messageId} ${branch}`).filter((branch) => !taken.has(branch));
  for (;;) {
    const counts = candidates.map((candidate) => fresh(candidate).length);
    const best = candidates[counts.indexOf(Math.max(0, ...counts))];
    if (!best || fresh(best).length === 0) return cover;
    for (const branch of fresh(best)) taken.add(branch);
    cover.push(best);
  }
}

/** The highest score; among equals one that is chosen already, else the first. */
function bestOf(
  among: readonly Candidate[],
  score: (candidate: Candidate) => number,
  chosen: ReadonlyMap<Candidate, unknown>,
): Candidate | undefined {
  const top = Math.max(...among.map(score));
  const equals = among.filter((candidate) => score(candidate) === top);
  return equals.find((candidate) => chosen.has(candidate)) ?? equals[0];
}
