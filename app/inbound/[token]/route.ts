import { errorAnswer } from "#app/api/handle.ts";
import { takeFromLimit } from "#app/api/rate-limit.ts";
import { answerChallenge, type Outcome, receiveInbound } from "#lib/inbound/service-receive.ts";
import { AppError } from "#lib/platform/errors.ts";
import { newId } from "#lib/platform/id.ts";

const MAX_BYTES = 256 * 1024;

/** What the sender learns: enough to stop or repeat, nothing about the workspace. */
const STATUS: Readonly<Record<Outcome, number>> = {
  accepted: 200,
  duplicate: 200,
  // Ours to correct and to accept later: a repetition by the sender would not help.
  rejected: 200,
  forged: 401,
  unknown: 404,
};

/** Messenger asks once whether the address is really meant to hear from it. */
export async function GET(
  request: Request,
  extra: { params: Promise<{ token: string }> },
): Promise<Response> {
  try {
    const { token } = await extra.params;
    takeFromLimit({ bucket: "inbound", limit: 2_000, windowSeconds: 10 }, token, new Date());
    const challenge = await answerChallenge(token, new URL(request.url).searchParams);
    if (challenge === null) return new Response(null, { status: 403 });
    return new Response(challenge, {
      headers: { "content-type": "text/plain", "cache-control": "no-store" },
    });
  } catch (error) {
    return errorAnswer(error, newId(), request);
  }
}

/** The address another system sends its webhooks to. */
export async function POST(
  request: Request,
  extra: { params: Promise<{ token: string }> },
): Promise<Response> {
  const now = new Date();
  try {
    const { token } = await extra.params;
    takeFromLimit({ bucket: "inbound", limit: 2_000, windowSeconds: 10 }, token, now);
    const outcome = await receiveInbound(
      token,
      { headers: request.headers, body: await bytesOf(request) },
      now,
    );
    return Response.json(
      { message: outcome },
      { status: STATUS[outcome], headers: { "cache-control": "no-store" } },
    );
  } catch (error) {
    return errorAnswer(error, newId(), request);
  }
}

async function bytesOf(request: Request): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BYTES)
      throw new AppError("payload_too_large", `The body is larger than ${MAX_BYTES / 1024} KiB.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
