"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { campaignQueries } from "#components/campaign/queries.ts";
import { canvasQueries } from "#components/canvas/queries.ts";
import { eventQueries } from "#components/event/queries.ts";
import type { KnownAttribute } from "#lib/segment/resource-schema.ts";
import { listQueries } from "./list-queries.ts";
import { segmentQueries } from "./queries.ts";

type Named = { id: string; name: string };
/** A campaign with its variations, or a journey with its steps that send. */
export type Whole = Named & { parts: readonly Named[] };

export type FilterNames = {
  /** Custom attributes that people have. */
  attributes: readonly KnownAttribute[];
  /** Event name → names of its properties. */
  events: ReadonlyMap<string, readonly string[]>;
  segments: readonly Named[];
  lists: readonly Named[];
  campaigns: readonly Whole[];
  canvases: readonly Whole[];
};

/**
 * What the workspace knows, offered while rules are typed. Anything else may be written too. Of the campaigns, the one
 * whose rules are written stands first.
 */
export function useFilterNames(campaignId?: string): FilterNames {
  const t = useTranslations("segments.rule");
  const events = useQuery(eventQueries.names());
  const segments = useQuery(segmentQueries.list());
  const lists = useQuery(listQueries.list());
  const campaigns = useQuery(campaignQueries.names());
  const canvases = useQuery(canvasQueries.names());
  const attributes = useQuery(segmentQueries.attributes());
  return {
    attributes: attributes.data ?? [],
    events: new Map((events.data ?? []).map(({ name, properties }) => [name, Object.keys(properties)])),
    segments: (segments.data ?? []).map(({ segment_id: id, name }) => ({ id, name })),
    lists: (lists.data ?? []).map(({ list_id: id, name }) => ({ id, name })),
    campaigns: (campaigns.data?.campaigns ?? [])
      .toSorted((a, b) => Number(b.campaign_id === campaignId) - Number(a.campaign_id === campaignId))
      .map(({ campaign_id: id, name, variations }) => ({
        id,
        name: id === campaignId ? t("thisCampaign") : name,
        parts: variations
          .filter(({ control }) => !control)
          .map((one) => ({ id: one.message_variation_id, name: one.name })),
      })),
    canvases: (canvases.data?.canvases ?? []).map(({ canvas_id: id, name, message_steps: parts }) => ({
      id,
      name,
      parts,
    })),
  };
}
