import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EventsView } from "#components/event/events-view.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("events");
  return { title: t("title") };
}

export default function Page() {
  return <EventsView />;
}
