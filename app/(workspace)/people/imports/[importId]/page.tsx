import { ImportPage } from "#components/import/import-view.tsx";

export default async function Page({ params }: { params: Promise<{ importId: string }> }) {
  return <ImportPage importId={(await params).importId} />;
}
