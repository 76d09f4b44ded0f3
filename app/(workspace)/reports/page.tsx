import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ReportView } from "#components/report/report-view.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("reports");
  return { title: t("title") };
}

export default function Page() {
  return <ReportView />;
}
