"use client";

import { Button, Group, Select, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useOrigin } from "#components/event/use-origin.ts";
import { useCan } from "#components/shell/session.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { DateTime, RelativeTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { ReviewDetail } from "#lib/review/schema.ts";
import type { ShareLink } from "#lib/review/share-schema.ts";
import { createShareLink, reviewQueries, revokeShareLink } from "./queries.ts";

const HOURS = [24, 72, 168, 720] as const;

/** Links for people without an account: they read, for a while, without anybody's data. */
export function ShareLinks({ review }: { review: ReviewDetail }) {
  const t = useTranslations("reviews.share");
  const mayShare = useCan("reviews.comment");
  const queryClient = useQueryClient();
  const origin = useOrigin();
  const [hours, setHours] = useState<string>("72");
  const links = useQuery({ ...reviewQueries.links(review.review_id), enabled: mayShare });
  const create = useMutation({
    mutationFn: () => createShareLink(review.review_id, Number(hours)),
    onSuccess: () =>
      queryClient.invalidateQueries({ queryKey: reviewQueries.links(review.review_id).queryKey }),
  });
  if (!mayShare) return null;
  return (
    <SectionCard title={t("title")} description={t("text")}>
      <Stack gap="sm">
        <Group gap="xs" align="flex-end">
          <Select
            label={t("expires")}
            w={150}
            allowDeselect={false}
            value={hours}
            onChange={(next) => setHours(next ?? "72")}
            data={HOURS.map((value) => ({ value: String(value), label: t("days", { count: value / 24 }) }))}
          />
          <Button variant="default" loading={create.isPending} onClick={() => create.mutate()}>
            {t("create")}
          </Button>
        </Group>
        {create.error ? <ErrorState error={create.error} title={t("failed")} /> : null}
        {create.data ? (
          <Stack gap={4}>
            <CodeBlock label={t("link")} code={`${origin}${create.data.path}`} wrap />
            <Text size="xs" c="dimmed">
              {t("once")}
            </Text>
          </Stack>
        ) : null}
        <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: "none" }}>
          {links.data?.links.map((link) => (
            <LinkRow key={link.link_id} link={link} reviewId={review.review_id} />
          ))}
        </Stack>
      </Stack>
    </SectionCard>
  );
}

function LinkRow({ link, reviewId }: { link: ShareLink; reviewId: string }) {
  const t = useTranslations("reviews.share");
  const queryClient = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => revokeShareLink(reviewId, link.link_id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: reviewQueries.links(reviewId).queryKey }),
  });
  const over = link.revoked_at !== null || new Date(link.expires_at) < new Date();
  return (
    <Group component="li" justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
      <Text size="sm">
        {t("by", { name: link.created_by.name })}{" "}
        {link.revoked_at ? (
          t("revoked")
        ) : (
          <>
            {t(over ? "expired" : "until")} <DateTime value={link.expires_at} />
          </>
        )}
        {" · "}
        {t("opened", { count: link.opened_count })}{" "}
        {link.last_opened_at ? <RelativeTime value={link.last_opened_at} /> : null}
      </Text>
      {over ? null : (
        <Button
          variant="subtle"
          color="red"
          size="compact-sm"
          style={{ flexShrink: 0 }}
          loading={revoke.isPending}
          onClick={() => revoke.mutate()}
        >
          {t("revoke")}
        </Button>
      )}
    </Group>
  );
}
