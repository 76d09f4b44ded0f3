import type { Metadata } from "next";
import { headers } from "next/headers";
import { getLocale, getTranslations } from "next-intl/server";
import { callerAddress } from "#app/api/authenticate.ts";
import { takeFromLimit } from "#app/api/rate-limit.ts";
import { SharedReview } from "#components/review/shared-review.tsx";
import { AuthFrame } from "#components/shell/auth-frame.tsx";
import { formatDateTime } from "#components/ui/format-time.ts";
import { AppError } from "#lib/platform/errors.ts";
import { openShared, type Shared } from "#lib/review/service-share.ts";

/** The address holds the secret of the link; it must not travel in a Referer, nor be found by search. */
export const metadata: Metadata = {
  title: "Signalbox",
  referrer: "no-referrer",
  robots: { index: false, follow: false },
};

const LIMIT = { bucket: "shared-links", limit: 60, windowSeconds: 60 };

export default async function SharedPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const [t, locale] = await Promise.all([getTranslations("reviews.shared"), getLocale()]);
  const shared = await opened(token);
  if (!shared.ok) return <AuthFrame title={t("gone")} intro={t(shared.reason)} />;
  const intro = t("intro", { at: formatDateTime(shared.expiresAt, locale, "UTC") });
  return <SharedReview review={shared.review} intro={intro} />;
}

async function opened(token: string): Promise<Shared | { ok: false; reason: "tooMany" }> {
  const now = new Date();
  const request = new Request("http://localhost/shared", { headers: await headers() });
  const address = callerAddress(request);
  try {
    takeFromLimit(LIMIT, address ?? "unknown", now);
  } catch (error) {
    if (error instanceof AppError) return { ok: false, reason: "tooMany" };
    throw error;
  }
  return openShared(token, address, now);
}
