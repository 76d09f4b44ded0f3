import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SegmentEditor } from "#components/segment/segment-editor.tsx";
import type { FilterGroup } from "#lib/segment/filter.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("segments");
  return { title: t("new") };
}

type Search = Promise<{ list?: string | string[] }>;

/** `?list=ID` begins with the people on a list. */
export default async function Page({ searchParams }: { searchParams: Search }) {
  const { list } = await searchParams;
  if (typeof list !== "string") return <SegmentEditor />;
  const start: FilterGroup = { op: "and", filters: [{ type: "list", list_id: list, op: "in" }] };
  return <SegmentEditor start={start} />;
}
