"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { segmentQueries } from "#components/segment/queries.ts";
import { confirmAction } from "#components/ui/confirm.tsx";
import { formatDuration } from "#components/ui/format-time.ts";
import type { Draft } from "./definition-draft.ts";
import { hostOfUrl } from "./host-of-url.ts";

/** Above so many people the number is typed before a launch. */
const LARGE_LAUNCH = 10_000;

/**
 * Counts, and asks before a launch that reaches many people at once, or so many that they could not be counted.
 * Answers whether it asked; the launch then follows from the dialog.
 */
export function useLargeLaunch(draft: Draft, onLaunch: () => Promise<void>): () => Promise<boolean> {
  const t = useTranslations("composer.review");
  const locale = useLocale();
  const queryClient = useQueryClient();
  return async () => {
    if (draft.delivery.type !== "scheduled") return false;
    const count = await queryClient.fetchQuery(segmentQueries.count(draft.audience)).then(
      (counted) => counted.count,
      () => null,
    );
    if (count !== null && count <= LARGE_LAUNCH) return false;
    const hosts = draft.variations.flatMap(({ webhook }) => hostOfUrl(webhook?.url ?? "") ?? []);
    const to = [...new Set(hosts)].join(", ") || "–";
    const perMinute = draft.rate_limit.per_minute;
    const duration =
      count !== null && perMinute ? formatDuration((count / perMinute) * 60_000, locale) : "none";
    confirmAction({
      ...(count === null
        ? {
            title: t("uncountedTitle"),
            body: t("uncountedBody", { hosts: to }),
            confirmLabel: t("launchNow"),
            typeToConfirm: draft.name,
          }
        : {
            title: t("confirmTitle", { count }),
            body: t("confirmBody", { count, hosts: to, duration }),
            confirmLabel: t("confirmLaunch", { count }),
            typeToConfirm: String(count),
          }),
      onConfirm: onLaunch,
    });
    return true;
  };
}
