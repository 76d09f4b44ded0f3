"use client";

import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { campaignQueries } from "#components/campaign/queries.ts";
import { LineDiffView } from "#components/diff/line-diff-view.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import type { PreviewAnswer, PreviewDraftInput } from "#lib/campaign/preview-schema.ts";
import type { CampaignAnswer } from "#lib/campaign/schema.ts";
import { diffLines } from "#lib/webhook/line-diff.ts";
import { asHttp } from "./http-text.ts";

type LiveDiffProps = {
  campaign: CampaignAnswer;
  /** What the preview shows now. */
  input: PreviewDraftInput | null;
  answer: PreviewAnswer;
};

/** The request of the draft beside that of the live version, for the same person. */
export function LiveDiff({ campaign, input, answer }: LiveDiffProps) {
  const t = useTranslations("preview");
  const number = campaign.live_version?.number ?? null;
  const version = useQuery(campaignQueries.version(campaign.campaign_id, number));
  const definition = version.data?.definition;
  const query = useQuery(
    campaignQueries.preview(
      input && definition ? { ...input, definition: definition as PreviewDraftInput["definition"] } : null,
    ),
  );
  if (number === null) return <Text c="dimmed">{t("notLive")}</Text>;
  return (
    <QueryView query={query}>
      {(live) => {
        if (!live.request || !answer.request) return <Text c="dimmed">{t("noRequest")}</Text>;
        const lines = diffLines(asHttp(live.request), asHttp(answer.request));
        if (lines.every(({ mark }) => mark === "same"))
          return <Text c="dimmed">{t("sameRequest", { number })}</Text>;
        return (
          <Stack gap="xs">
            <Text size="sm" c="dimmed">
              {t("against", { number })}
            </Text>
            <LineDiffView label={t("diff")} lines={lines} />
          </Stack>
        );
      }}
    </QueryView>
  );
}
