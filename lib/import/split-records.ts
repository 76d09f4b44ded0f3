/**
 * Cuts a CSV text into records, piece by piece as it arrives, and says at which line each begins.
 *
 * A quote that is never closed must not swallow the rest of the file: when a record grows beyond the limits its
 * first line alone is given up, and reading goes on at the line after it.
 */

export interface CsvRecord {
  /** Where it begins, from 1. */
  line: number;
  text: string;
  /** Why it cannot be read. */
  problem: "quote_not_closed" | "too_long" | null;
}

export interface SplitLimits {
  rowCharacters: number;
  rowLines: number;
}

type State = "field_start" | "unquoted" | "quoted" | "quote_seen";

/** Reads one text: `push` its pieces in order, then `end` it. Both answer the records that are complete then. */
export class RecordSplitter {
  readonly #delimiter: string;
  readonly #limits: SplitLimits;
  #buffer = "";
  #line = 1;
  /** In the buffer: where the scan goes on, and where the first line break of the record is. */
  #at = 0;
  #firstBreak = -1;
  #breaks = 0;
  #state: State = "field_start";
  /** Inside a line that is too long: its end is waited for. */
  #discarding = false;

  constructor(delimiter: string, limits: SplitLimits) {
    this.#delimiter = delimiter;
    this.#limits = limits;
  }

  push(text: string): CsvRecord[] {
    this.#buffer += text;
    return this.#scan();
  }

  end(): CsvRecord[] {
    const records: CsvRecord[] = [];
    while (this.#buffer.length > 0) {
      if (this.#state === "quoted") records.push(this.#giveUp(), ...this.#scan());
      else records.push(...this.#complete(this.#buffer.length));
    }
    return records;
  }

  #scan(): CsvRecord[] {
    const records: CsvRecord[] = [];
    while (this.#at < this.#buffer.length) {
      if (this.#discarding) this.#discard();
      else records.push(...this.#advance());
    }
    return records;
  }

  /** One character further; answers the record that it ends, if any. */
  #advance(): CsvRecord[] {
    const character = this.#buffer[this.#at] ?? "";
    this.#state = step(this.#state, character, this.#delimiter);
    if (character === "\n") {
      if (this.#state === "field_start") return this.#complete(this.#at);
      if (this.#firstBreak < 0) this.#firstBreak = this.#at;
      this.#breaks += 1;
    }
    this.#at += 1;
    const over = this.#at > this.#limits.rowCharacters || this.#breaks >= this.#limits.rowLines;
    return over ? [this.#giveUp()] : [];
  }

  #discard(): void {
    const end = this.#buffer.indexOf("\n");
    this.#discarding = end < 0;
    this.#restart(end < 0 ? this.#buffer.length : end + 1, end < 0 ? 0 : 1);
  }

  /** Empty lines are passed over. */
  #complete(end: number): CsvRecord[] {
    const text = withoutReturn(this.#buffer.slice(0, end));
    const record: CsvRecord = { line: this.#line, text, problem: null };
    this.#restart(end + 1, this.#breaks + 1);
    return text.trim() === "" ? [] : [record];
  }

  /** Gives up the first line of a record that does not end. */
  #giveUp(): CsvRecord {
    const broken = this.#firstBreak >= 0;
    const end = broken ? this.#firstBreak : this.#at;
    const text = withoutReturn(this.#buffer.slice(0, Math.min(end, this.#limits.rowCharacters)));
    const problem = broken || this.#state === "quoted" ? "quote_not_closed" : "too_long";
    const record: CsvRecord = { line: this.#line, text, problem };
    this.#discarding = !broken;
    this.#restart(broken ? end + 1 : end, broken ? 1 : 0);
    return record;
  }

  #restart(from: number, linesPassed: number): void {
    this.#buffer = this.#buffer.slice(from);
    this.#line += linesPassed;
    this.#at = 0;
    this.#firstBreak = -1;
    this.#breaks = 0;
    this.#state = "field_start";
  }
}

/** A line break outside of quotes answers `field_start`, as a delimiter does. */
function step(state: State, character: string, delimiter: string): State {
  if (state === "quoted") return character === '"' ? "quote_seen" : "quoted";
  if (state === "quote_seen" && character === '"') return "quoted";
  if (character === delimiter || character === "\n") return "field_start";
  return state === "field_start" && character === '"' ? "quoted" : "unquoted";
}

function withoutReturn(text: string): string {
  return text.endsWith("\r") ? text.slice(0, -1) : text;
}
