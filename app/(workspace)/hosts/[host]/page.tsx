import { HostScreen } from "#components/host/host-view.tsx";

export default async function Page({ params }: { params: Promise<{ host: string }> }) {
  return <HostScreen host={decodeURIComponent((await params).host)} />;
}
