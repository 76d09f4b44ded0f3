import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AlertList } from "#components/alert/alert-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("alerts");
  return { title: t("title") };
}

export default function AlertsPage() {
  return <AlertList />;
}
