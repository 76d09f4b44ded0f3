import { handle } from "#app/api/handle.ts";
import { readSystem } from "#lib/workspace/service-system.ts";

export const GET = handle({ scope: "metrics.read" }, async () => Response.json(await readSystem()));
