/** From a keystroke in the composer to its preview: the pause the composer makes, and the call it then sends. */
import { PREVIEW_PAUSE_MS } from "#components/campaign/preview-pause.ts";
import { createKeyFor } from "./api-key.ts";
import { percentile } from "./percentile.ts";
import { addPeople, EVENT, launchBenchCampaign } from "./workload.ts";

const CALLS = 120;
const WARM_UP = 20;
const BODY_BYTES = 50_000;
const PROPERTIES = 500;

export interface PreviewTimes {
  p50: number;
  p95: number;
}

/** Milliseconds with a body of 50 KB and an event of 500 properties; every call has another text, as typing has. */
export async function measurePreview(origin: string): Promise<PreviewTimes> {
  const { context } = await launchBenchCampaign("http://127.0.0.1:9/preview");
  await addPeople(context.workspaceId, 100);
  const key = await createKeyFor(context);
  const properties = Object.fromEntries(Array.from({ length: PROPERTIES }, (_, n) => [`p${n}`, n]));
  const line = '"{{event_properties.${p7}}} and {{${first_name}}}", ';
  const filler = line.repeat(Math.floor(BODY_BYTES / line.length));
  const times: number[] = [];
  for (let call = 0; call < CALLS; call++) {
    const startedAt = performance.now();
    const answer = await fetch(`${origin}/api/v1/campaigns/preview`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
      body: JSON.stringify({
        external_user_id: "p7",
        event_properties: properties,
        definition: {
          name: "Typing",
          delivery: { type: "action", event: EVENT },
          variations: [
            { webhook: { url: "https://example.com", body: { type: "json", value: `[${filler}${call}]` } } },
          ],
        },
      }),
    });
    await answer.text();
    if (!answer.ok) throw new Error(`The preview answered ${answer.status}.`);
    if (call >= WARM_UP) times.push(PREVIEW_PAUSE_MS + performance.now() - startedAt);
  }
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95) };
}
