import { CanvasPage } from "#components/canvas/canvas-editor.tsx";

export default async function Page({ params }: { params: Promise<{ canvasId: string }> }) {
  return <CanvasPage canvasId={(await params).canvasId} />;
}
