/** The ceiling: the same POSTs by a plain loop over one warmed-up undici Agent. */
import { Agent } from "undici";
import { BODY } from "./workload.ts";

const CONNECTIONS = 64;

/** POSTs per second of the second of two passes. */
export async function measureRaw(url: string, requests: number): Promise<number> {
  const agent = new Agent({ connections: CONNECTIONS });
  await pass(agent, url, requests);
  const perSecond = await pass(agent, url, requests);
  await agent.close();
  return perSecond;
}

async function pass(agent: Agent, url: string, requests: number): Promise<number> {
  const target = new URL(url);
  let left = requests;
  const startedAt = performance.now();
  const loop = async (): Promise<void> => {
    while (left-- > 0) {
      const { body } = await agent.request({
        origin: target.origin,
        path: "/raw",
        method: "POST",
        headers: { "content-type": "application/json" },
        body: BODY,
      });
      await body.dump();
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, loop));
  return requests / ((performance.now() - startedAt) / 1000);
}
