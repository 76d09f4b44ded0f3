import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ReferenceView } from "#components/developers/reference-view.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("developers");
  return { title: t("reference.title") };
}

export default function ReferencePage() {
  return <ReferenceView />;
}
