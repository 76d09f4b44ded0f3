/** Numbers of each variation, with how sure its conversion rates are, and the winner if there is one. */

import type { Conversion } from "#lib/trigger/conversion-schema.ts";
import { newcombe, type Share, wilson, winnerOf } from "./intervals.ts";
import type { CampaignDefinition } from "./schema.ts";
import type { VariationStats } from "./stats-schema.ts";

export interface VariationCounts {
  deliveries: readonly {
    variation_id: string | null;
    status: string;
    attempted: boolean;
    count: number;
  }[];
  people: readonly { variation_id: string; people: number }[];
  conversions: readonly { variation_id: string; goal: number; count: number }[];
}

export function variationStats(
  { variations, conversions }: CampaignDefinition,
  counts: VariationCounts,
): { variations: VariationStats[]; winner: string | null } {
  const shareOf = (id: string, goal: number): Share => {
    const people = counts.people.find((row) => row.variation_id === id)?.people ?? 0;
    const found = counts.conversions.find((row) => row.variation_id === id && row.goal === goal)?.count ?? 0;
    return { successes: Math.min(found, people), total: people };
  };
  const control = variations.find((variation) => variation.control);
  const found = variations.map((variation): VariationStats => {
    const id = variation.message_variation_id;
    const own = counts.deliveries.filter((row) => row.variation_id === id);
    const sum = (holds: (row: (typeof own)[number]) => boolean): number =>
      own.filter(holds).reduce((total, row) => total + row.count, 0);
    return {
      message_variation_id: id,
      name: variation.name,
      control: variation.control,
      percentage: variation.percentage,
      people: shareOf(id, 0).total,
      sent: sum((row) => row.attempted),
      delivered: sum((row) => row.status === "delivered"),
      failed: sum((row) => row.status === "failed"),
      aborted: sum((row) => row.status === "aborted"),
      by_status: byStatus(own),
      conversions: conversions.map((conversion, goal) => ({
        goal,
        name: nameOf(conversion),
        filters: conversion.filters ?? [],
        count: shareOf(id, goal).successes,
        interval: wilson(shareOf(id, goal).successes, shareOf(id, goal).total),
        versus_control:
          control && !variation.control
            ? against(shareOf(id, goal), shareOf(control.message_variation_id, goal))
            : null,
      })),
    };
  });
  const sending = variations.filter((variation) => !variation.control);
  const shares = sending.map((variation) => shareOf(variation.message_variation_id, 0));
  const best = conversions.length > 0 ? winnerOf(shares) : null;
  return { variations: found, winner: best === null ? null : (sending[best]?.message_variation_id ?? null) };
}

function against(own: Share, control: Share) {
  if (own.total === 0 || control.total === 0) return null;
  const found = newcombe(own, control);
  return { ...found, significant: found.low > 0 || found.high < 0 };
}

function nameOf(conversion: Conversion): string {
  return conversion.type === "purchase" ? (conversion.product_id ?? "purchase") : (conversion.event ?? "");
}

function byStatus(rows: readonly { status: string; count: number }[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const row of rows) sums[row.status] = (sums[row.status] ?? 0) + row.count;
  return sums;
}
