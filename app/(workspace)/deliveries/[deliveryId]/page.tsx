import { DeliveryView } from "#components/delivery/delivery-view.tsx";

export default async function Page({ params }: { params: Promise<{ deliveryId: string }> }) {
  return <DeliveryView deliveryId={(await params).deliveryId} />;
}
