import { expect, it } from "vitest";
import { createCampaignSchema } from "#lib/campaign/schema.ts";
import { createCampaign } from "#lib/campaign/service.ts";
import { launchCampaign } from "#lib/campaign/service-lifecycle.ts";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import { requestReviewSchema } from "#lib/review/schema.ts";
import { getReview } from "#lib/review/service.ts";
import { requestReview } from "#lib/review/service-request.ts";
import { createContentBlock } from "#lib/template/service.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { useWorker } from "#lib/testing/worker.ts";

useTestDatabase();
const running = useWorker();

it("a reviewer reads the bytes that leave", async () => {
  const context = await createWorkspace(new Date());
  await createContentBlock(context, { name: "greeting", content: "Bonjour {{${first_name}}}" });
  const value = `{
  "text": "{{content_blocks.\${greeting}}} – \\"{{custom_attribute.\${motto}}}\\"",
  {% if custom_attribute.\${tier} == "gold" %}"gold": true,{% endif %}
  "points": {{ custom_attribute.\${points} | times: 2 }}
}`;
  const webhook = {
    method: "PUT",
    url: `${running.receiver.url}/people/{{\${user_id}}}?q={{custom_attribute.\${motto}}}`,
    headers: { "X-Name": "{{custom_attribute.${tier} | default: 'none' | upcase}}" },
    body: { type: "json", value },
  };
  const attributes = [
    { external_id: "né 1", first_name: "Zoé", tier: "gold", points: 4, motto: 'a "b" & c' },
    { external_id: "u2", first_name: "李", points: 0.5, motto: "x\ny" },
  ];
  await track(context, TrackBody.parse({ attributes }));
  const delivery = { type: "scheduled", start: "launch", frequency: "once" };
  const input = { name: "C", variations: [{ name: "A", webhook }], delivery };
  const { campaign_id: id } = await createCampaign(context, createCampaignSchema.parse(input));
  const { review_id: review } = await requestReview(context, requestReviewSchema.parse({ campaign_id: id }));
  const { samples } = await getReview(context, review);
  expect(samples).toHaveLength(2);
  await launchCampaign(context, id);
  const received = await running.receiver.waitFor(2);
  const bytes = (path: string) => received.find(({ url }) => url === path);
  for (const { request } of samples) {
    const { pathname, search } = new URL(request?.url ?? "");
    const sent = bytes(`${pathname}${search}`);
    expect(sent).toMatchObject({ method: request?.method, body: request?.body });
    expect(sent?.headers).toMatchObject({
      "x-name": request?.headers["X-Name"],
      "content-type": request?.headers["Content-Type"],
    });
  }
});
