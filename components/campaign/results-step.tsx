"use client";

import { SimpleGrid, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { PlannedSends } from "#components/api-log/planned-sends.tsx";
import { useCan } from "#components/shell/session.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { useLive } from "#components/use-live.ts";
import type { CampaignAnswer } from "#lib/campaign/schema.ts";
import { campaignQueries, statsCsvHref } from "./queries.ts";
import { ConversionsCard } from "./results/conversions-card.tsx";
import { ExplainCard } from "./results/explain-card.tsx";
import { FailuresCard } from "./results/failures-card.tsx";
import { FunnelCard } from "./results/funnel-card.tsx";
import { HostsCard } from "./results/hosts-card.tsx";
import { NumbersCard, ReasonsCard } from "./results/numbers-card.tsx";
import { RangeBar } from "./results/range-bar.tsx";
import classes from "./results/results.module.css";
import { RunCard } from "./results/run-card.tsx";
import { RunsCard } from "./results/runs-card.tsx";
import { TimeCard } from "./results/time-card.tsx";
import { useRange } from "./results/use-range.ts";
import { WinnerCard } from "./results/winner-card.tsx";

/** What became of the campaign: now, in numbers, over time, and for one person. Follows what happens unless paused. */
export function ResultsStep({ campaign }: { campaign: CampaignAnswer }) {
  const id = campaign.campaign_id;
  const maySeeDeliveries = useCan("deliveries.read");
  const [live, setLive] = useState(true);
  const state = useRange(campaign.launched_at);
  const { range } = state;
  const query = useQuery({
    ...campaignQueries.stats(id, range),
    ...(live ? {} : { refetchInterval: false as const }),
  });
  useLive(live ? ["deliveries", "campaigns"] : [], [campaignQueries.statsOf(id)]);
  return (
    <Stack gap="lg" className={classes.cards ?? ""}>
      <RangeBar state={state} csvHref={statsCsvHref(id, range)} live={live} onLiveChange={setLive} />
      <QueryView query={query}>
        {(stats) => (
          <Stack gap="lg">
            <RunCard campaign={campaign} stats={stats} />
            <NumbersCard stats={stats} range={range} />
            <WinnerCard stats={stats} campaign={campaign} />
            <ConversionsCard stats={stats} />
            <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
              <FunnelCard stats={stats} />
              <ReasonsCard stats={stats} range={range} />
            </SimpleGrid>
            <FailuresCard campaignId={id} range={range} />
            <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
              <TimeCard stats={stats} unit={range.unit} />
              <HostsCard stats={stats} />
            </SimpleGrid>
            <RunsCard stats={stats} />
          </Stack>
        )}
      </QueryView>
      {maySeeDeliveries ? <PlannedSends campaignId={id} /> : null}
      <ExplainCard campaignId={id} />
    </Stack>
  );
}
