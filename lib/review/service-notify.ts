/** Telling people about reviews: by e-mail where a mail server is configured, else by a webhook of the workspace. */

import { insertDeliveries } from "#lib/delivery/service-enqueue.ts";
import type { Context } from "#lib/platform/context.ts";
import type { SqlClient } from "#lib/platform/db.ts";
import { origin } from "#lib/platform/env.ts";
import { newId } from "#lib/platform/id.ts";
import { enqueue } from "#lib/platform/queue.ts";
import { literalJson } from "#lib/webhook/literal-json.ts";
import { type Letter, mailConfigured, sendLetter } from "./client-mail.ts";
import { MAIL_NOTICE } from "./jobs.ts";
import { letterOf, type Notice, recipientsOf } from "./notice.ts";
import { reviewActor } from "./rules.ts";
import { decidersAmong, type PolicyFacts } from "./service-policy.ts";
import type { ReviewRow } from "./store.ts";

/** Names these deliveries in the log. */
const NOTICE_STEP = "review-notice";

type About = Pick<ReviewRow, "id" | "subject" | "subjectName" | "requestedBy" | "authors" | "reviewers">;

/** Enqueues what is to be told, in the transaction of what it is about. */
export async function tellAbout(
  sql: SqlClient,
  context: Context,
  review: About,
  given: PolicyFacts,
  event: { type: Notice["type"]; text: string },
): Promise<void> {
  const notice: Notice = {
    ...event,
    reviewId: review.id,
    name: review.subjectName,
    by: reviewActor(context.actor),
  };
  if (mailConfigured()) {
    const to = recipientsOf(notice, review, given.members, decidersAmong(given.members));
    const letter = letterOf(notice, origin());
    await enqueue(
      sql,
      MAIL_NOTICE,
      to.map(({ email }) => ({ to: email, ...letter })),
    );
  } else if (given.policy.notify_url) {
    await insertDeliveries(sql, [webhookOf(context, review, notice, given.policy.notify_url)], context.now);
  }
}

/** On the normal path: signed, paced, retried and logged like any other. */
function webhookOf(context: Context, review: About, notice: Notice, url: string) {
  const data = {
    review_id: review.id,
    subject: { ...review.subject, name: review.subjectName },
    by: notice.by,
    text: notice.text,
    url: `${origin()}/reviews/${review.id}`,
  };
  return {
    id: newId(),
    workspaceId: context.workspaceId,
    stepId: NOTICE_STEP,
    input: {
      webhook: {
        method: "POST" as const,
        url,
        headers: { "Content-Type": "application/json" },
        body: {
          type: "text" as const,
          value: literalJson({ type: notice.type, at: context.now.toISOString(), data }),
        },
      },
    },
  };
}

export async function mailNotice(letter: Letter): Promise<void> {
  await sendLetter(letter);
}
