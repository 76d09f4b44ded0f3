import { handle } from "#app/api/handle.ts";
import { resumeUrl } from "#lib/host/service-paused-urls.ts";

export const POST = handle<{ host: string; urlId: string }>(
  { scope: "hosts.write" },
  async (context, { params }) => Response.json(await resumeUrl(context, params.host, params.urlId)),
);
