import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { RequestsView } from "#components/api-log/requests-view.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("apiLog");
  return { title: t("title") };
}

export default function RequestsPage() {
  return <RequestsView />;
}
