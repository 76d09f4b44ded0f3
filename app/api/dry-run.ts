import { asDryRun } from "#lib/platform/dry-run.ts";
import { invalid } from "#lib/platform/errors.ts";

/** Whether the call asks only to be checked. Refuses that where it cannot be done, so that nothing is done by mistake. */
export function isDryRun(request: Request, supported: boolean): boolean {
  if (request.method === "GET") return false;
  const asked = new URL(request.url).searchParams.get("dry_run");
  if (asked === null || asked === "false") return false;
  if (asked === "true" && supported) return true;
  throw invalid([
    {
      code: supported ? "invalid_value" : "dry_run_not_supported",
      field: "dry_run",
      message: supported ? "dry_run is true or false." : "This call cannot be tried without doing it.",
      hint: supported ? "Send dry_run=true, or leave it out." : "Leave dry_run out.",
    },
  ]);
}

/** Answers 200 for a call that would be done, and writes nothing. */
export async function dryRunAnswer(work: () => Promise<Response>): Promise<Response> {
  await asDryRun(work);
  return Response.json({ message: "success", dry_run: true });
}
