import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NewCanvas } from "#components/canvas/new-canvas.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("journeys");
  return { title: t("title") };
}

export default function Page() {
  return <NewCanvas />;
}
