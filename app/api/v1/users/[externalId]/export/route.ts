import { handle } from "#app/api/handle.ts";
import { exportUser } from "#lib/event/service-users.ts";
import { getUser } from "#lib/profile/service-users.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";

/** Everything kept about one person, as a JSON file. */
export const GET = handle<{ externalId: string }>(
  { scope: "users.export.ids", personal: true },
  async (context, { params }) => {
    const user = await getUser(context, params.externalId);
    await recordAudit(context, { action: "user.exported", subject: { type: "user", id: user.user_id } });
    return new Response(await exportUser(context, params.externalId), {
      headers: {
        "content-type": "application/json; charset=utf-8",
        "content-disposition": `attachment; filename="person-${user.user_id}.json"`,
      },
    });
  },
);
