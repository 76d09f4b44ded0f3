"use client";

import { Anchor, Code, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { campaignQueries } from "#components/campaign/queries.ts";
import { useReasonWords } from "#components/delivery/reason.tsx";
import { ReplayMany } from "#components/delivery/replay-many.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { Failures } from "#lib/campaign/stats-schema.ts";
import { logHref } from "./numbers-card.tsx";
import type { StatsRange } from "./range.ts";
import classes from "./results.module.css";

type FailuresProps = { campaignId: string; range: StatsRange };

/** What failed, by reason: an example of each, and the way to send them all again. */
export function FailuresCard({ campaignId, range }: FailuresProps) {
  const t = useTranslations("results.failures");
  const query = useQuery(campaignQueries.failures(campaignId, range));
  return (
    <SectionCard title={t("title")} description={t("text")} flush={(query.data?.failures.length ?? 0) > 0}>
      <QueryView
        query={query}
        isEmpty={({ failures }) => failures.length === 0}
        empty={<Text c="dimmed">{t("none")}</Text>}
      >
        {({ failures }) => (
          <Stack gap={0} component="ul" m={0} p={0} style={{ listStyle: "none" }}>
            {failures.map((failure) => (
              <Failure key={failure.reason} failure={failure} campaignId={campaignId} range={range} />
            ))}
          </Stack>
        )}
      </QueryView>
    </SectionCard>
  );
}

function Failure({ failure, campaignId, range }: FailuresProps & { failure: Failures["failures"][number] }) {
  const t = useTranslations("results.failures");
  const words = useReasonWords();
  const { reason, count, sample } = failure;
  return (
    <li className={classes.sample}>
      <Group justify="space-between" align="flex-start" gap="sm">
        <div>
          <Text fw={550}>{reason === "" ? t("noReason") : words(reason)}</Text>
          <Anchor
            component={Link}
            href={logHref(campaignId, range, { status: "failed", ...(reason === "" ? {} : { reason }) })}
            size="sm"
          >
            {t("count", { count })}
          </Anchor>
        </div>
        <ReplayMany
          filter={{
            campaign_id: campaignId,
            status: "failed",
            reason: reason === "" ? null : reason,
            since: range.since,
            until: range.until,
          }}
          by="made"
          label={t("replay", { count })}
        />
      </Group>
      <Text size="sm" mt={4} style={{ overflowWrap: "anywhere" }}>
        {t("example")}{" "}
        <Anchor component={Link} href={`/deliveries/${sample.delivery_id}`}>
          {sample.external_user_id ?? sample.delivery_id}
        </Anchor>
        {sample.host ? ` · ${sample.host}` : ""}
        {sample.failed_at ? (
          <>
            {" · "}
            <RelativeTime value={sample.failed_at} />
          </>
        ) : null}
      </Text>
      <Answer sample={sample} />
    </li>
  );
}

function Answer({ sample }: { sample: Failures["failures"][number]["sample"] }) {
  const t = useTranslations("results.failures");
  const said =
    sample.status_code === null
      ? (sample.error_message ?? sample.error_class)
      : t("status", { code: sample.status_code });
  if (said === null && !sample.response) return null;
  return (
    <Group gap="xs" align="flex-start" mt={4} wrap="nowrap">
      {said ? (
        <Text size="sm" style={{ whiteSpace: "nowrap" }}>
          {said}
        </Text>
      ) : null}
      {sample.response ? (
        <Code style={{ overflowWrap: "anywhere" }}>{sample.response.slice(0, 200)}</Code>
      ) : null}
    </Group>
  );
}
