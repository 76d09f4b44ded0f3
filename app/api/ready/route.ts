import { readiness } from "#lib/platform/readiness-store.ts";

export const dynamic = "force-dynamic";

/** 200 when events are accepted and will be acted on, else 503 with what is missing. */
export async function GET(): Promise<Response> {
  const state = await readiness();
  return Response.json(state, { status: state.ready ? 200 : 503, headers: { "cache-control": "no-store" } });
}
