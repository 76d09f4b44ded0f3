import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BlockView } from "#components/block/block-view.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("blocks");
  return { title: t("title") };
}

export default async function Page({ params }: { params: Promise<{ blockId: string }> }) {
  const { blockId } = await params;
  return <BlockView id={blockId} />;
}
