import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CampaignList } from "#components/campaign/campaign-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("campaigns");
  return { title: t("title") };
}

export default function Page() {
  return <CampaignList />;
}
