import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NewBlock } from "#components/block/new-block.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("blocks");
  return { title: t("new") };
}

export default function Page() {
  return <NewBlock />;
}
