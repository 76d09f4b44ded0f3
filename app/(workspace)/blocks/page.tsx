import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BlockList } from "#components/block/block-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("blocks");
  return { title: t("title") };
}

export default function Page() {
  return <BlockList />;
}
