import { handle } from "#app/api/handle.ts";
import { describeSession } from "#lib/workspace/service.ts";

export const GET = handle({ scope: null }, async (context) => Response.json(await describeSession(context)));
