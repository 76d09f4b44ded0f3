import { handle } from "#app/api/handle.ts";
import { changeEventName } from "#lib/event/service-catalogue.ts";
import { patchEventNameSchema } from "#lib/event/view-schema.ts";

export const PATCH = handle<{ name: string }, typeof patchEventNameSchema>(
  { scope: "events.write", body: patchEventNameSchema },
  async (context, { params, body }) => {
    await changeEventName(context, params.name, body);
    return Response.json({ name: params.name, ...body });
  },
);
