import { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { createSendId } from "#lib/campaign/service-braze.ts";

const Body = z.object({ campaign_id: z.string().min(1), send_id: z.string().min(1).max(255).optional() });

export const POST = handle({ scope: "sends.id.create", body: Body }, async (context, { body }) => {
  const sendId = await createSendId(context, body.campaign_id, body.send_id);
  return Response.json({ message: "success", send_id: sendId }, { status: 201 });
});
