import { handle } from "#app/api/handle.ts";
import { checkInputSchema } from "#lib/campaign/sample-schema.ts";
import { checkSamples } from "#lib/campaign/service-samples.ts";

/** What the message on the screen becomes for saved samples and people of its audience. */
export const POST = handle({ scope: "campaigns.read", body: checkInputSchema }, async (context, { body }) =>
  Response.json(await checkSamples(context, body)),
);
