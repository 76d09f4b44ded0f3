import { headers } from "next/headers";
import { preload } from "react-dom";
import { CanvasPage } from "#components/canvas/canvas-editor.tsx";

export default async function Page({ params }: { params: Promise<{ canvasId: string }> }) {
  const { canvasId } = await params;
  // The browser asks for the journey while it still loads the editor. Only with a new document: what is asked for early
  // and not used at once would later stand for an answer that has changed.
  if ((await headers()).get("sec-fetch-dest") === "document")
    preload(`/api/v1/canvas/${encodeURIComponent(canvasId)}`, { as: "fetch", crossOrigin: "anonymous" });
  return <CanvasPage canvasId={canvasId} />;
}
