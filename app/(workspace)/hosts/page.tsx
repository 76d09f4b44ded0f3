import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { HostList } from "#components/host/host-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("hosts");
  return { title: t("title") };
}

export default function Page() {
  return <HostList />;
}
