import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ReviewList } from "#components/review/review-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("reviews");
  return { title: t("title") };
}

export default function ReviewsPage() {
  return <ReviewList />;
}
