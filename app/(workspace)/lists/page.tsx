import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ListList } from "#components/segment/list-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("segments.lists");
  return { title: t("title") };
}

export default function Page() {
  return <ListList />;
}
