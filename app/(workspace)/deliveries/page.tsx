import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DeliveryList } from "#components/delivery/delivery-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("deliveries");
  return { title: t("title") };
}

export default function Page() {
  return <DeliveryList />;
}
