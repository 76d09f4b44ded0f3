"use client";

import { Stack, Text } from "@mantine/core";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { segmentQueries } from "#components/segment/queries.ts";
import { useSession } from "#components/shell/session.tsx";
import { confirmAction } from "#components/ui/confirm.tsx";
import { formatDateTime, formatDuration } from "#components/ui/format-time.ts";
import type { CampaignAnswer } from "#lib/campaign/schema.ts";
import { startsAlike } from "#lib/campaign/starts-alike.ts";
import type { Estimate } from "#lib/campaign/stats-schema.ts";
import type { Draft } from "./definition-draft.ts";
import { hostOfUrl } from "./host-of-url.ts";
import { campaignQueries } from "./queries.ts";

/** Above so many people the number is typed before a launch. */
const LARGE_LAUNCH = 10_000;

interface Launch {
  campaign: CampaignAnswer;
  draft: Draft;
  /** Launched, and not over: launching publishes. */
  running: boolean;
  /** How often somebody may get it, in words. */
  rules: readonly string[];
  onSave: () => Promise<boolean>;
  onLaunch: () => Promise<void>;
}

/**
 * Asks before a launch that sends to people who got the campaign already, that reaches many at once, or so many that
 * they could not be counted. Answers whether it asked; the launch then follows from the dialog. Publishing on the same
 * schedule starts nothing, so it asks nothing.
 */
export function useLaunchQuestion(launch: Launch): () => Promise<boolean> {
  const t = useTranslations("composer.review");
  const locale = useLocale();
  const { time_zone: timeZone } = useSession().workspace;
  const queryClient = useQueryClient();
  const { campaign, draft } = launch;
  const lineNow = (count: number | null): string => {
    const hosts = hostsOf(draft);
    if (count === null) return t("uncountedBody", { hosts });
    const requests = Math.round(count * sendingShare(draft));
    return t("confirmBody", { count: requests, hosts, duration: durationOf(draft, requests, locale) });
  };
  const linesBefore = (before: Estimate | null): string[] => {
    if (!before) return [];
    const { received, again, after_caps: left } = before;
    const last = campaign.last_sent_at ?? campaign.launched_at;
    const at = last ? formatDateTime(new Date(last), locale, timeZone) : "–";
    return [
      t("wentBefore", { count: received, at }),
      t("sendsAgain", { again, left }),
      t("againRule", { rule: launch.rules.join(" · ") }),
    ];
  };
  return async () => {
    if (draft.delivery.type !== "scheduled" || (await keepsSchedule(queryClient, launch))) return false;
    const before = await estimateOfAnother(queryClient, launch);
    const count = before ? before.after_caps : await countOf(queryClient, draft);
    const large = count === null || count > LARGE_LAUNCH;
    if (!large && !before) return false;
    const lines = [...linesBefore(before), lineNow(count)];
    confirmAction({
      ...wordsOf(t, count, before),
      body: (
        <Stack gap="xs">
          {lines.map((line) => (
            <Text key={line}>{line}</Text>
          ))}
        </Stack>
      ),
      ...(large ? { typeToConfirm: String(count ?? draft.name) } : {}),
      onConfirm: launch.onLaunch,
    });
    return true;
  };
}

/** Whether this publishes a change of a campaign that goes on as it was planned. */
async function keepsSchedule(
  queryClient: QueryClient,
  { running, campaign, draft }: Launch,
): Promise<boolean> {
  const number = running ? (campaign.live_version?.number ?? null) : null;
  if (number === null) return false;
  const live = await queryClient.fetchQuery(campaignQueries.version(campaign.campaign_id, number));
  return startsAlike(live.definition.delivery, draft.delivery);
}

/** The numbers of a campaign that somebody received already; null for others, and when they cannot be had. */
async function estimateOfAnother(
  queryClient: QueryClient,
  { campaign, onSave }: Launch,
): Promise<Estimate | null> {
  if (campaign.launched_at === null || !(await onSave())) return null;
  const query = campaignQueries.estimate(campaign.campaign_id, campaign.revision);
  const estimate = await queryClient.fetchQuery({ ...query, staleTime: 0 }).catch(() => null);
  return estimate && estimate.received > 0 ? estimate : null;
}

async function countOf(queryClient: QueryClient, { audience }: Draft): Promise<number | null> {
  const counted = await queryClient.fetchQuery(segmentQueries.count(audience)).catch(() => null);
  return counted?.count ?? null;
}

function hostsOf({ variations }: Draft): string {
  const hosts = variations.flatMap(({ webhook }) => hostOfUrl(webhook?.url ?? "") ?? []);
  return [...new Set(hosts)].join(", ") || "–";
}

/** Of the people, those who are sent something: the control group gets nothing. */
function sendingShare({ variations }: Draft): number {
  const held = variations
    .filter(({ control }) => control)
    .reduce((sum, { percentage }) => sum + percentage, 0);
  return 1 - held / 100;
}

function durationOf({ rate_limit: { per_minute: perMinute } }: Draft, count: number, locale: string): string {
  return perMinute ? formatDuration((count / perMinute) * 60_000, locale) : "none";
}

/** What the dialog asks, and what its button says. */
function wordsOf(
  t: ReturnType<typeof useTranslations>,
  count: number | null,
  before: Estimate | null,
): { title: string; confirmLabel: string } {
  if (before?.again) return { title: t("againTitle", { count: before.again }), confirmLabel: t("sendAgain") };
  if (before) return { title: t("anewTitle"), confirmLabel: t("launchAgain") };
  if (count === null) return { title: t("uncountedTitle"), confirmLabel: t("launchNow") };
  return { title: t("confirmTitle", { count }), confirmLabel: t("confirmLaunch", { count }) };
}
