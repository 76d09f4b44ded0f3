"use client";

import { Badge } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useCan } from "#components/shell/session.tsx";
import { useLive } from "#components/use-live.ts";
import { reviewQueries } from "./queries.ts";

/** How many reviews wait for this person, beside the entry of the navigation. */
export function WaitingReviews() {
  return useCan("reviews.decide") ? <Count /> : null;
}

function Count() {
  const t = useTranslations("reviews");
  const { data } = useQuery(reviewQueries.waiting());
  useLive(["reviews"], [reviewQueries.waiting().queryKey]);
  if (!data || data.waiting === 0) return null;
  return (
    <Badge
      size="sm"
      circle={data.waiting < 10}
      ml="auto"
      role="img"
      aria-label={t("waiting", { count: data.waiting })}
    >
      {data.waiting}
    </Badge>
  );
}
