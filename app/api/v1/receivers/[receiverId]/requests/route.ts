import type { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { listRequestsQuerySchema } from "#lib/receiver/schema.ts";
import { clearReceiver, listReceived } from "#lib/receiver/service.ts";

export const GET = handle<{ receiverId: string }, z.ZodUnknown, typeof listRequestsQuerySchema>(
  { scope: "receivers.read", personal: true, query: listRequestsQuerySchema },
  async (context, { params, query }) => Response.json(await listReceived(context, params.receiverId, query)),
);

/** Empties the inbox. */
export const DELETE = handle<{ receiverId: string }>(
  { scope: "receivers.write" },
  async (context, { params }) => Response.json(await clearReceiver(context, params.receiverId)),
);
