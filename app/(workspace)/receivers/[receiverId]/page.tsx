import { ReceiverView } from "#components/receiver/receiver-view.tsx";

export default async function ReceiverPage({ params }: { params: Promise<{ receiverId: string }> }) {
  return <ReceiverView receiverId={(await params).receiverId} />;
}
