import { handle } from "#app/api/handle.ts";
import { writeToPageSchema } from "#lib/inbound/schema.ts";
import { writeToPage } from "#lib/inbound/service-simulate.ts";

/** A made-up person writes to the page that a stand-in of Messenger plays. */
export const POST = handle<{ receiverId: string }, typeof writeToPageSchema>(
  { scope: "receivers.write", body: writeToPageSchema },
  async (context, { params, body }) =>
    Response.json(await writeToPage(context, params.receiverId, body), { status: 201 }),
);
