import type { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { peopleQuerySchema } from "#lib/segment/resource-schema.ts";
import { segmentPeople } from "#lib/segment/service.ts";

export const GET = handle<{ segmentId: string }, z.ZodUnknown, typeof peopleQuerySchema>(
  { scope: "segments.read", query: peopleQuerySchema },
  async (context, { params, query }) => Response.json(await segmentPeople(context, params.segmentId, query)),
);
