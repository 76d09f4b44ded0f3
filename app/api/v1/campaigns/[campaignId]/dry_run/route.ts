import { handle } from "#app/api/handle.ts";
import { cancelDryRun, latestDryRun, startDryRun } from "#lib/campaign/service-dry-run.ts";

type Params = { campaignId: string };

/** The latest dry run, finished or not. */
export const GET = handle<Params>({ scope: "campaigns.read" }, async (context, { params }) =>
  Response.json({ dry_run: await latestDryRun(context, params.campaignId) }),
);

/** Renders everything the draft would send, and sends nothing. */
export const POST = handle<Params>({ scope: "campaigns.write" }, async (context, { params }) =>
  Response.json({ dry_run: await startDryRun(context, params.campaignId) }, { status: 202 }),
);

export const DELETE = handle<Params>({ scope: "campaigns.write" }, async (context, { params }) =>
  Response.json({ dry_run: await cancelDryRun(context, params.campaignId) }),
);
