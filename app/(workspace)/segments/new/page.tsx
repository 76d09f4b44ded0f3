import { SegmentEditor } from "#components/segment/segment-editor.tsx";

export default function Page() {
  return <SegmentEditor />;
}
