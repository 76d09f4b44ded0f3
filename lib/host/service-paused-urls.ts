/** URLs of a host that answered 410 and are left alone until somebody says that they are back. */
import type { Context } from "#lib/platform/context.ts";
import { inTransaction } from "#lib/platform/db.ts";
import { notFound } from "#lib/platform/errors.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import type { HostDetail } from "./schema.ts";
import { getHost, hostKey } from "./service.ts";
import { resumePausedUrl } from "./store-paused-urls.ts";

/** Sends to one of them again; what waited for it goes now. */
export async function resumeUrl(context: Context, key: string, urlId: string): Promise<HostDetail> {
  const host = hostKey(key);
  await inTransaction(async (sql) => {
    const url = await resumePausedUrl(sql, context.workspaceId, host, urlId, context.now);
    if (url === null) throw notFound("paused URL");
    const subject = { type: "host", id: host };
    await recordAudit(context, { action: "host.url_resumed", subject, after: { url } }, sql);
  });
  return getHost(context, host);
}
