import { handle } from "#app/api/handle.ts";
import { notFound } from "#lib/platform/errors.ts";

/** An address that is none of ours is told so in the shape of every other error. */
const missing = handle({ scope: null }, () => Promise.reject(notFound("endpoint")));

export { missing as DELETE, missing as GET, missing as PATCH, missing as POST, missing as PUT };
