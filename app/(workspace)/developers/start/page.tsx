import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { StartView } from "#components/developers/start-view.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("developers");
  return { title: t("start.title") };
}

export default function StartPage() {
  return <StartView />;
}
