import type { Metadata } from "next";
import { headers } from "next/headers";
import { getLocale, getTranslations } from "next-intl/server";
import { openLimited } from "#app/shared/open-limited.ts";
import { SharedReview } from "#components/review/shared-review.tsx";
import { AuthFrame } from "#components/shell/auth-frame.tsx";
import { formatDateTime } from "#components/ui/format-time.ts";

/** The address holds the secret of the link; it must not travel in a Referer, nor be found by search. */
export const metadata: Metadata = {
  title: "Signalbox",
  referrer: "no-referrer",
  robots: { index: false, follow: false },
};

export default async function SharedPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const [t, locale] = await Promise.all([getTranslations("reviews.shared"), getLocale()]);
  const shared = await openLimited(token, new Headers(await headers()), new Date());
  if (!shared.ok) return <AuthFrame title={t("gone")} intro={t(shared.reason)} />;
  const intro = t("intro", { at: formatDateTime(shared.expiresAt, locale, "UTC") });
  return <SharedReview review={shared.review} intro={intro} />;
}
