import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ImportsView } from "#components/import/imports-view.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("imports");
  return { title: t("title") };
}

export default function Page() {
  return <ImportsView />;
}
