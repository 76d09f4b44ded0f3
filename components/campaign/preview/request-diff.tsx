"use client";

import { SegmentedControl, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { campaignQueries } from "#components/campaign/queries.ts";
import { LineDiffView } from "#components/diff/line-diff-view.tsx";
import { reviewQueries } from "#components/review/queries.ts";
import { QueryView } from "#components/ui/query-view.tsx";
import type { PreviewAnswer, PreviewDraftInput } from "#lib/campaign/preview-schema.ts";
import type { CampaignAnswer } from "#lib/campaign/schema.ts";
import { diffLines } from "#lib/webhook/line-diff.ts";
import { asHttp } from "./http-text.ts";

type RequestDiffProps = {
  campaign: CampaignAnswer;
  /** What the preview shows now. */
  input: PreviewDraftInput | null;
  answer: PreviewAnswer;
};

const BASES = ["approved", "live"] as const;
type Base = (typeof BASES)[number];

/** The request of the draft beside the approved or the live one, for the same person. */
export function RequestDiff({ campaign, input, answer }: RequestDiffProps) {
  const t = useTranslations("preview");
  const number = campaign.live_version?.number ?? null;
  const live = useQuery(campaignQueries.version(campaign.campaign_id, number));
  const approved = useApprovedDefinition(campaign);
  const definitions: Record<Base, unknown> = { approved, live: live.data?.definition };
  const offered = BASES.filter((base) => (base === "live" ? number !== null : approved !== undefined));
  const [chosen, choose] = useState<Base | null>(null);
  const base = chosen && offered.includes(chosen) ? chosen : offered[0];
  const definition = base && definitions[base];
  const query = useQuery(
    campaignQueries.preview(
      input && definition ? { ...input, definition: definition as PreviewDraftInput["definition"] } : null,
    ),
  );
  if (base === undefined) return <Text c="dimmed">{t("notLive")}</Text>;
  const words = { base, number: number ?? 0 };
  return (
    <Stack gap="xs">
      {offered.length > 1 ? (
        <SegmentedControl
          size="xs"
          aria-label={t("compareWith")}
          value={base}
          onChange={(next) => choose(next as Base)}
          data={offered.map((value) => ({ value, label: t(`bases.${value}`) }))}
          style={{ alignSelf: "flex-start" }}
        />
      ) : null}
      <QueryView query={query}>
        {(other) => {
          if (!other.request || !answer.request) return <Text c="dimmed">{t("noRequest")}</Text>;
          const lines = diffLines(asHttp(other.request), asHttp(answer.request));
          if (lines.every(({ mark }) => mark === "same"))
            return <Text c="dimmed">{t("sameRequest", words)}</Text>;
          return (
            <Stack gap="xs">
              <Text size="sm" c="dimmed">
                {t("against", words)}
              </Text>
              <LineDiffView label={t("diff")} lines={lines} />
            </Stack>
          );
        }}
      </QueryView>
    </Stack>
  );
}

/** What somebody approved last; undefined while nobody has. */
function useApprovedDefinition(campaign: CampaignAnswer): Record<string, unknown> | undefined {
  const subject = { type: "campaign", id: campaign.campaign_id } as const;
  const approval = useQuery(reviewQueries.approval(subject, campaign.revision));
  const last = approval.data?.last_review ?? null;
  const review = useQuery({ ...reviewQueries.one(last?.review_id ?? ""), enabled: last !== null });
  if (last === null || review.data === undefined) return undefined;
  if (last.status === "approved") return review.data.proposed.definition;
  return review.data.baseline?.kind === "approved" ? review.data.baseline.definition : undefined;
}
