/** Back-pressure: what is taken in while the workers are far behind would only slow them down. */
import { AppError } from "#lib/platform/errors.ts";
import { EVALUATE_EVENTS } from "./jobs.ts";
import { waitingJobs } from "./store.ts";

/** Jobs that may wait; each carries the events of one call. */
const MOST_WAITING = { bulk: 5_000, single: 50_000 } as const;
const RETRY_AFTER_SECONDS = 5;
const MEASURE_EVERY_MS = 2_000;

let measured = { at: 0, waiting: 0, running: false };

/** Whether a bulk call has to wait. One statement. */
export async function isBehind(): Promise<boolean> {
  const most = MOST_WAITING.bulk;
  return (await waitingJobs(EVALUATE_EVENTS.name, most)) >= most;
}

/** Throws 429 for a bulk call while the workers are far behind. */
export async function refuseWhenBehind(): Promise<void> {
  if (await isBehind()) throw busy();
}

/** Throws 429 for any call while the workers are very far behind. Measured now and then, beside the calls. */
export function refuseWhenFarBehind(now: Date, most: number = MOST_WAITING.single): void {
  if (!measured.running && now.getTime() - measured.at > MEASURE_EVERY_MS) {
    measured = { ...measured, at: now.getTime(), running: true };
    waitingJobs(EVALUATE_EVENTS.name, most)
      .then((waiting) => {
        measured = { at: now.getTime(), waiting, running: false };
      })
      .catch(() => {
        // The calls themselves report a database that does not answer.
        measured = { ...measured, running: false };
      });
  }
  if (measured.waiting >= most) throw busy();
}

function busy(): AppError {
  const message = "The workers are behind; nothing was taken.";
  return new AppError("rate_limited", message, {
    errors: [{ code: "busy", message, hint: `Send the same call again in ${RETRY_AFTER_SECONDS} s.` }],
    headers: { "retry-after": String(RETRY_AFTER_SECONDS) },
  });
}
