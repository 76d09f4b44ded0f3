import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ReceiverList } from "#components/receiver/receiver-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("receivers");
  return { title: t("title") };
}

export default function ReceiversPage() {
  return <ReceiverList />;
}
