/** What makes a call that lets people in impossible, said before anything is stored. */
import type { Context } from "#lib/platform/context.ts";
import { AppError, conflict } from "#lib/platform/errors.ts";
import type { CanvasTrigger } from "./send-schema.ts";
import { canvasOrThrow } from "./service.ts";
import { liveCanvases } from "./service-live.ts";
import type { LoadedVersion } from "./service-versions-cache.ts";

/** Code of the error for a canvas that lets nobody in now. */
export const NOT_ACTIVE = "canvas_not_active";

/** The live version of a canvas that calls may start. Refuses everything else, so that nothing is lost unnoticed. */
export async function enterable(
  context: Context,
  body: Pick<CanvasTrigger, "canvas_id" | "broadcast" | "recipients" | "audience">,
): Promise<LoadedVersion> {
  const canvas = await canvasOrThrow(context, body.canvas_id);
  refuseUnclearPeople(body);
  if (canvas.status !== "active")
    throw conflict(
      NOT_ACTIVE,
      `The canvas is ${canvas.status}; nobody entered.`,
      canvas.status === "archived" ? "Duplicate it to use it again." : "Launch or resume it first.",
    );
  const live = (await liveCanvases(context.workspaceId)).find((item) => item.canvasId === canvas.id);
  if (live?.version.definition.entry.type !== "api_trigger")
    throw fatal(
      "not_api_triggered",
      "canvas_id",
      "This canvas is not started by API calls.",
      'Set its entry to "api_trigger".',
    );
  return live.version;
}

function refuseUnclearPeople(body: Pick<CanvasTrigger, "broadcast" | "recipients" | "audience">): void {
  const named = (body.recipients?.length ?? 0) > 0;
  if (body.broadcast && named)
    throw fatal(
      "broadcast_with_recipients",
      "broadcast",
      "A broadcast has no recipients.",
      "Remove recipients, or set broadcast to false.",
    );
  if (!body.broadcast && !named)
    throw fatal(
      "no_recipients",
      "recipients",
      "No Recipients.",
      body.audience
        ? "Set broadcast to true to let the whole audience in."
        : "Give recipients, or set broadcast to true.",
    );
}

function fatal(code: string, field: string, message: string, hint: string): AppError {
  return new AppError("bad_request", message, { errors: [{ code, field, message, hint }] });
}
