import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Guide } from "#components/gallery/guide.tsx";
import { readGuide } from "#lib/gallery/service-guide.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("gallery");
  return { title: t("guide") };
}

type Props = { params: Promise<{ guide: string }> };

export default async function Page({ params }: Props) {
  const blocks = await readGuide((await params).guide);
  if (!blocks) notFound();
  return <Guide blocks={blocks} />;
}
