/**
 * Newcomers of a run on people's own clocks. The run asks for its audience when the first zone begins; whoever comes
 * into it after that is found when the clock of their zone shows the time, and gets it then.
 */
import { eventDeliveryId } from "#lib/delivery/event-delivery-id.ts";
import type { SqlClient } from "#lib/platform/db.ts";
import type { FilterTree } from "#lib/segment/filter.ts";
import type { PersonFacts } from "#lib/segment/matches.ts";
import { matchNext } from "#lib/segment/service-match.ts";
import { hasTurn } from "#lib/trigger/local-turns.ts";
import { firstZone } from "#lib/trigger/wall-clock.ts";
import type { Source } from "./service-run-source.ts";
import type { WorkspaceRules } from "./store-admit.ts";
import { judgedAlready, type RunRow, zonesOfPeople } from "./store-run.ts";

/** Profiles looked at in one transaction; all of them may be newcomers, each with a lock where a cap counts. */
const PART = 1_000;

export interface Page {
  people: PersonFacts[];
  scannedTo: string | null;
}

/** The next people whose turn it is and whom the run has not judged yet. A few statements for a part; one where it is nobody's turn. */
export async function nextNewcomers(
  sql: SqlClient,
  run: RunRow,
  source: Source,
  turnAt: Date,
  rules: WorkspaceRules,
  now: Date,
): Promise<Page> {
  const planned = source.turns(now);
  const zones = await zonesOf(sql, run, turnAt);
  const due = zones.filter((zone) => hasTurn(planned, firstZone(zone, rules.timeZone), turnAt));
  if (due.length === 0) return { people: [], scannedTo: null };
  const tree: FilterTree = { op: "and", filters: [source.tree, inZones(due)] };
  const { people, scannedTo } = await matchNext(sql, run.workspace_id, tree, run.cursor, PART, now);
  if (people.length === 0) return { people, scannedTo };
  const judged = await judgedAlready(
    sql,
    run,
    people.map(({ profileId }) => ({ profileId, deliveryId: eventDeliveryId(run.id, profileId) })),
  );
  return { people: people.filter(({ profileId }) => !judged.has(profileId)), scannedTo };
}

/** Asked once for all parts of a turn. */
let known: { turn: string; zones: (string | null)[] } = { turn: "", zones: [] };

async function zonesOf(sql: SqlClient, run: RunRow, turnAt: Date): Promise<(string | null)[]> {
  const turn = `${run.id} ${turnAt.toISOString()}`;
  if (run.cursor === null || known.turn !== turn) {
    known = { turn, zones: await zonesOfPeople(sql, run.workspace_id) };
  }
  return known.zones;
}

function inZones(zones: readonly (string | null)[]): FilterTree {
  return {
    op: "or",
    filters: zones.map((zone) =>
      zone === null
        ? { type: "attribute", attribute: "time_zone", op: "does_not_exist" }
        : { type: "attribute", attribute: "time_zone", op: "equals", value: zone },
    ),
  };
}
