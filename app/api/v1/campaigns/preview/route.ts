import { handle } from "#app/api/handle.ts";
import { previewDraftInputSchema } from "#lib/campaign/preview-schema.ts";
import { previewDraft } from "#lib/campaign/service-preview.ts";

/** The composer's preview: a definition that may not be saved yet. */
export const POST = handle(
  { scope: "campaigns.read", personal: true, body: previewDraftInputSchema },
  async (context, { body }) => Response.json(await previewDraft(context, body)),
);
