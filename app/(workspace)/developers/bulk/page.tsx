import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BulkView } from "#components/bulk/bulk-view.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("bulk");
  return { title: t("title") };
}

export default function BulkPage() {
  return <BulkView />;
}
