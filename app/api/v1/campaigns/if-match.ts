import { AppError } from "#lib/platform/errors.ts";

/** The revision that `If-Match` asks for; undefined when any will do. */
export function revisionOf(request: Request): number | undefined {
  const header = request.headers.get("if-match")?.trim();
  if (!header || header === "*") return undefined;
  const revision = /^(?:W\/)?"?(\d{1,9})"?$/.exec(header)?.[1];
  if (revision === undefined) {
    throw new AppError("bad_request", "If-Match must carry the ETag of an earlier answer.", {
      errors: [
        {
          code: "invalid_if_match",
          field: "If-Match",
          message: "If-Match must carry the ETag of an earlier answer.",
          hint: 'Send it as received, for example "3".',
        },
      ],
    });
  }
  return Number(revision);
}
