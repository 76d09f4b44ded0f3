/** A start-up problem that a person can fix: what is wrong, and what to do about it. */
export class Failure extends Error {
  readonly fix: string;

  constructor(cause: string, fix: string) {
    super(cause);
    this.name = "Failure";
    this.fix = fix;
  }
}

/** The text of any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
