import { SegmentPage } from "#components/segment/segment-editor.tsx";

export default async function Page({ params }: { params: Promise<{ segmentId: string }> }) {
  return <SegmentPage segmentId={(await params).segmentId} />;
}
