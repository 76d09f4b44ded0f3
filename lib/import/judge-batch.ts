/** Decides for each row of a batch whether somebody is new, changed or unchanged, or why the row is not taken. */
import {
  type AttributeChangeRecord,
  applyAttributes,
  type ProfileAttributes,
} from "#lib/profile/apply-attributes.ts";
import {
  attributeProblem,
  brokenRecord,
  DAMAGED_TEXT,
  type RowReading,
  type RowRules,
  readRow,
} from "./read-row.ts";
import type { RowProblem } from "./schema.ts";
import type { FileRecord } from "./service-file.ts";

export interface ReadRow {
  line: number;
  cells: string[];
  reading: RowReading;
  rules: RowRules;
}

interface Person extends ProfileAttributes {
  id: string;
  externalId: string;
  timeZone: string | null;
}

/** Those who are known, and where changes to them are kept. */
interface Known {
  get(key: string): Person | undefined;
  change(person: Person): void;
  /** Whether the person was created for this batch. */
  isNew(profileId: string): boolean;
}

export interface BatchOutcome {
  counts: {
    rows: number;
    new: number;
    changed: number;
    unchanged: number;
    refused: number;
    repeated: number;
  };
  refusals: { line: number; cells: string[]; problems: RowProblem[] }[];
  /** Everybody whose row was taken. */
  profileIds: string[];
  changes: (AttributeChangeRecord & { profile_id: string; external_id: string })[];
}

export function readRecords(records: readonly FileRecord[], rules: RowRules): ReadRow[] {
  return records.map(({ line, text, cells, problem }) => ({
    line,
    cells: cells ?? [text],
    reading: readRecord({ text, cells, problem }, rules),
    rules,
  }));
}

function readRecord({ text, cells, problem }: Omit<FileRecord, "line">, rules: RowRules): RowReading {
  if (cells === null) return { ok: false, problems: [brokenRecord(problem ?? "quote_not_closed")] };
  if (text.includes("\uFFFD")) return { ok: false, problems: [DAMAGED_TEXT] };
  return readRow(cells, rules);
}

/** People not in `known` count as new: where they are to be created, the caller did so before. */
export function judgeBatch(
  rows: readonly ReadRow[],
  known: Known,
  options: { update_existing_only: boolean },
): BatchOutcome {
  const outcome: BatchOutcome = {
    counts: { rows: rows.length, new: 0, changed: 0, unchanged: 0, refused: 0, repeated: 0 },
    refusals: [],
    profileIds: [],
    changes: [],
  };
  const counted = new Set<string>();
  for (const row of rows) {
    const verdict = judge(row, known, options, outcome);
    if (verdict.kind === "refused") {
      outcome.counts.refused += 1;
      outcome.refusals.push({ line: row.line, cells: row.cells, problems: verdict.problems });
    } else if (verdict.kind === "new" && counted.has(verdict.externalId)) outcome.counts.changed += 1;
    else {
      outcome.counts[verdict.kind] += 1;
      if (verdict.kind === "new") counted.add(verdict.externalId);
    }
  }
  return outcome;
}

type Verdict =
  | { kind: "refused"; problems: RowProblem[] }
  | { kind: "new"; externalId: string }
  | { kind: "changed" | "unchanged" };

function judge(
  row: ReadRow,
  known: Known,
  options: { update_existing_only: boolean },
  outcome: BatchOutcome,
): Verdict {
  const { reading } = row;
  if (!reading.ok) return { kind: "refused", problems: reading.problems };
  const person = known.get(`external:${reading.externalId}`);
  if (!person) {
    return options.update_existing_only
      ? { kind: "refused", problems: [NOT_KNOWN] }
      : { kind: "new", externalId: reading.externalId };
  }
  const applied = applyAttributes(person, reading.attributes);
  if (!applied.ok) return { kind: "refused", problems: [attributeProblem(applied, row.rules)] };
  outcome.profileIds.push(person.id);
  if (applied.changes.length > 0) {
    known.change({ ...person, ...applied.profile });
    const who = { profile_id: person.id, external_id: person.externalId };
    outcome.changes.push(...applied.changes.map((change) => ({ ...who, ...change })));
  }
  if (known.isNew(person.id)) return { kind: "new", externalId: reading.externalId };
  return { kind: applied.changes.length > 0 ? "changed" : "unchanged" };
}

const NOT_KNOWN: RowProblem = {
  code: "unknown_user",
  column: null,
  message: "There is no such person.",
  hint: "Correct the external id, or let the import create people.",
};
