import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { InboundView } from "#components/inbound/inbound-view.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("inbound");
  return { title: t("title") };
}

export default function InboundPage() {
  return <InboundView />;
}
