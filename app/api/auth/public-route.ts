import type { z } from "zod";
import { callerAddress, crossSite } from "#app/api/authenticate.ts";
import { errorAnswer } from "#app/api/handle.ts";
import { takeFromLimit } from "#app/api/rate-limit.ts";
import { readJson } from "#app/api/read-body.ts";
import { validate } from "#app/api/validate.ts";
import { AppError } from "#lib/platform/errors.ts";
import { newId } from "#lib/platform/id.ts";

const LIMIT = { bucket: "before-sign-in", limit: 60, windowSeconds: 60 };
const MAX_BYTES = 16 * 1024;

interface Call<Body> {
  body: Body;
  request: Request;
  requestId: string;
  now: Date;
}

/** A POST that needs no sign-in: from our own pages only, limited per address, with the usual errors. */
export function publicPost<Body extends z.ZodType>(
  schema: Body,
  work: (call: Call<z.output<Body>>) => Promise<Response>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const requestId = newId();
    const now = new Date();
    try {
      if (fromBrowser(request) && crossSite(request))
        throw new AppError("forbidden", "This request came from another site.");
      takeFromLimit(LIMIT, callerAddress(request) ?? "unknown", now);
      const { value } = await readJson(request, MAX_BYTES);
      const answer = await work({ body: validate(schema, value), request, requestId, now });
      answer.headers.set("x-request-id", requestId);
      return answer;
    } catch (error) {
      return errorAnswer(error, requestId, request);
    }
  };
}

/** The request as the account library should see it: with the caller's address as we worked it out. */
export function withClientAddress(headers: Headers, request: Request): Headers {
  const copy = new Headers(headers);
  copy.set("x-signalbox-client", callerAddress(request) ?? "127.0.0.1");
  return copy;
}

/** Scripts send neither header, and no other site can make a script act. */
function fromBrowser(request: Request): boolean {
  return request.headers.has("origin") || request.headers.has("sec-fetch-site");
}
