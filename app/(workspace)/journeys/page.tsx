import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CanvasList } from "#components/canvas/canvas-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("journeys");
  return { title: t("title") };
}

export default function Page() {
  return <CanvasList />;
}
