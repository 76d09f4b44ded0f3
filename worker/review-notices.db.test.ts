import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createCampaignSchema } from "#lib/campaign/schema.ts";
import { createCampaign } from "#lib/campaign/service.ts";
import type { Context } from "#lib/platform/context.ts";
import { resetEnv } from "#lib/platform/env.ts";
import { requestReviewSchema } from "#lib/review/schema.ts";
import { addComment } from "#lib/review/service-comments.ts";
import { requestChanges } from "#lib/review/service-decide.ts";
import { requestReview } from "#lib/review/service-request.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { addMember, createWorkspace } from "#lib/testing/factories.ts";
import { type Receiver, startReceiver } from "#lib/testing/receiver.ts";
import { WorkspacePatch } from "#lib/workspace/schema.ts";
import { changeWorkspace } from "#lib/workspace/service.ts";
import { type RunningWorker, startWorker } from "./start-worker.ts";

useTestDatabase();

let worker: RunningWorker;
let receiver: Receiver;
let mail: Server;
const letters: string[] = [];
let arrived: () => void = () => {};

beforeAll(async () => {
  receiver = await startReceiver();
  mail = await startMailServer();
  worker = await startWorker();
});

afterAll(async () => {
  delete process.env.SMTP_URL;
  resetEnv();
  await worker.stop();
  await receiver.close();
  mail.close();
});

/** As much of SMTP as one letter needs. */
async function startMailServer(): Promise<Server> {
  const server = createServer((socket) => {
    let letter: string[] | null = null;
    socket.write("220 ready\r\n");
    let rest = "";
    socket.on("data", (chunk) => {
      const lines = (rest + chunk.toString()).split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (letter && line === ".") {
          letters.push(letter.join("\n"));
          letter = null;
          socket.write("250 kept\r\n");
          arrived();
        } else if (letter) letter.push(line);
        else if (line === "DATA") {
          letter = [];
          socket.write("354 go on\r\n");
        } else if (line === "QUIT") socket.end("221 bye\r\n");
        else socket.write("250 fine\r\n");
      }
    });
    socket.on("error", () => {});
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return server;
}

async function asked(): Promise<{ team: Record<"ana" | "bo", Context>; review: string; workspace: Context }> {
  const workspace = await createWorkspace();
  const team = {
    ana: await addMember(workspace, "ana", "marketer"),
    bo: await addMember(workspace, "bo", "reviewer"),
  };
  const settings = WorkspacePatch.parse({ settings: { review: { notify_url: `${receiver.url}/news` } } });
  await changeWorkspace(workspace, settings);
  const webhook = { method: "POST", url: "https://api.example.com/" };
  const input = createCampaignSchema.parse({ name: "Credit", variations: [{ name: "A", webhook }] });
  const { campaign_id } = await createCampaign(team.ana, input);
  const request = requestReviewSchema.parse({ campaign_id, note: "Mind {{ this }}" });
  return { team, workspace, review: (await requestReview(team.ana, request)).review_id };
}

it("without a mail server, news about a review go to the webhook of the workspace, signed, braces and all", async () => {
  const { team, review } = await asked();
  await addComment(team.bo, review, { body: "Why?" });
  await requestChanges(team.bo, review, { note: "No" });
  const received = await receiver.waitFor(3, { match: ({ url }) => url === "/news" });
  const news = received.map(({ body }) => JSON.parse(body));
  expect(news.map(({ type }) => type).sort()).toEqual([
    "review.changes_requested",
    "review.commented",
    "review.requested",
  ]);
  expect(news.find(({ type }) => type === "review.requested")).toMatchObject({
    data: { review_id: review, subject: { name: "Credit" }, by: { name: "ana" }, text: "Mind {{ this }}" },
  });
  for (const { headers } of received) expect(headers["webhook-signature"]).toMatch(/^v1,/);
});

it("with a mail server, whoever may decide gets a letter, and nothing goes to the webhook", async () => {
  const address = mail.address();
  process.env.SMTP_URL = `smtp://127.0.0.1:${typeof address === "object" ? address?.port : 0}?ignoreTLS=true`;
  resetEnv();
  const before = receiver.requests.length;
  const letter = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const { review } = await asked();
  await letter;
  expect(letters).toHaveLength(1);
  expect(letters[0]).toMatch(/^To: bo-/m);
  expect(letters[0]).toMatch(/^Subject: .*ana_asks_for_a_review/m);
  expect(letters[0]).toContain(`/reviews/${review}`);
  expect(receiver.requests).toHaveLength(before);
});
