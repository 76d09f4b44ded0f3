"use client";

import { useQuery } from "@tanstack/react-query";
import { campaignQueries } from "#components/campaign/queries.ts";
import { eventQueries } from "#components/event/queries.ts";
import { listQueries } from "./list-queries.ts";
import { segmentQueries } from "./queries.ts";

export type FilterNames = {
  attributes: readonly string[];
  /** Event name → names of its properties. */
  events: ReadonlyMap<string, readonly string[]>;
  segments: readonly { id: string; name: string }[];
  lists: readonly { id: string; name: string }[];
  campaigns: readonly { id: string; name: string }[];
};

/** What the workspace knows, offered while rules are typed. Anything else may be written too. */
export function useFilterNames(): FilterNames {
  const events = useQuery(eventQueries.names());
  const segments = useQuery(segmentQueries.list());
  const lists = useQuery(listQueries.list());
  const campaigns = useQuery(campaignQueries.list({}));
  return {
    attributes: [],
    events: new Map((events.data ?? []).map(({ name, properties }) => [name, Object.keys(properties)])),
    segments: (segments.data ?? []).map(({ segment_id: id, name }) => ({ id, name })),
    lists: (lists.data ?? []).map(({ list_id: id, name }) => ({ id, name })),
    campaigns: (campaigns.data?.campaigns ?? []).map(({ campaign_id: id, name }) => ({ id, name })),
  };
}
