import { type Job, payloadOf } from "#lib/platform/queue.ts";
import { MAIL_NOTICE } from "#lib/review/jobs.ts";
import { mailNotice } from "#lib/review/service-notify.ts";

export async function handleMailNotice(jobs: Job<unknown>[]): Promise<void> {
  for (const job of jobs) await mailNotice(payloadOf(MAIL_NOTICE, job));
}
