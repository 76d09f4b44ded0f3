/**
 * The filter tree as data: what segments, audiences, triggers and canvas splits are made of.
 *
 * Groups nest; an empty group is no condition at all (everybody). `not` means none of its filters.
 */
import type { FilterValue, ValueOperator } from "./operators.ts";

export const GROUP_OPERATORS = ["and", "or", "not"] as const;
export type GroupOperator = (typeof GROUP_OPERATORS)[number];

/** A filter on the properties of an event; groups nest as in the tree. */
export type PropertyFilter =
  | { type?: "property" | undefined; property: string; op: ValueOperator; value?: FilterValue | undefined }
  | { op: GroupOperator; filters: PropertyFilter[] };

export interface AttributeFilter {
  type: "attribute";
  attribute: string;
  op: ValueOperator;
  value?: FilterValue | undefined;
}

/** A variable of the canvas entry; only canvas steps can ask for it. */
export interface ContextFilter {
  type: "context";
  context: string;
  op: ValueOperator;
  value?: FilterValue | undefined;
}

/** `first_` and `last_` look at the first or last matching event of all time; `*_not_within_days` includes people who never did it. */
export const EVENT_OPERATORS = [
  "ever",
  "never",
  "count_gte",
  "count_lte",
  "count_eq",
  "first_within_days",
  "first_not_within_days",
  "last_within_days",
  "last_not_within_days",
] as const;
export type EventOperator = (typeof EVENT_OPERATORS)[number];

export interface EventFilter {
  type: "event";
  event: string;
  op: EventOperator;
  value?: number | undefined;
  /** Only events of the last so many days of 24 hours count. */
  within_days?: number | undefined;
  filters?: PropertyFilter[] | undefined;
}

export interface PurchaseFilter {
  type: "purchase";
  /** Any product when left out. */
  product_id?: string | undefined;
  op: EventOperator;
  value?: number | undefined;
  within_days?: number | undefined;
  filters?: PropertyFilter[] | undefined;
}

export const RECEIVED_OPERATORS = [
  "ever",
  "never",
  "within_days",
  "not_within_days",
  "count_gte",
  "count_lte",
  "count_eq",
  "last_status",
  "last_status_not",
] as const;
export type ReceivedOperator = (typeof RECEIVED_OPERATORS)[number];

export const DELIVERY_STATUSES = [
  "pending",
  "held",
  "retrying",
  "delivered",
  "failed",
  "aborted",
  "cancelled",
] as const;
export type ReceivedStatus = (typeof DELIVERY_STATUSES)[number];

/** Received means delivered; `status` asks for another outcome ("failed at least 3 times"). */
export interface ReceivedCampaignFilter {
  type: "received_campaign";
  /** Any campaign when left out. */
  campaign_id?: string | undefined;
  variation_id?: string | undefined;
  op: ReceivedOperator;
  value?: number | ReceivedStatus | undefined;
  status?: ReceivedStatus | undefined;
  within_days?: number | undefined;
}

export interface ReceivedCanvasFilter {
  type: "received_canvas";
  /** Any canvas when left out. */
  canvas_id?: string | undefined;
  step_id?: string | undefined;
  op: ReceivedOperator;
  value?: number | ReceivedStatus | undefined;
  status?: ReceivedStatus | undefined;
  within_days?: number | undefined;
}

export type MembershipOperator = "in" | "not_in";

export interface SegmentFilter {
  type: "segment";
  segment_id: string;
  op?: MembershipOperator | undefined;
}

export interface ListFilter {
  type: "list";
  list_id: string;
  op?: MembershipOperator | undefined;
}

/** Both ends included; every profile has a fixed number from 0 to 9999. */
export interface RandomBucketFilter {
  type: "random_bucket";
  op: "between";
  value: [number, number];
}

export type FilterLeaf =
  | AttributeFilter
  | ContextFilter
  | EventFilter
  | PurchaseFilter
  | ReceivedCampaignFilter
  | ReceivedCanvasFilter
  | SegmentFilter
  | ListFilter
  | RandomBucketFilter;

export interface FilterGroup {
  type?: "group" | undefined;
  op: GroupOperator;
  filters: FilterNode[];
}

export type FilterNode = FilterGroup | FilterLeaf;

/** Whether a node is a group rather than a rule. */
export function isGroup(node: FilterNode): node is FilterGroup {
  return node.type === undefined || node.type === "group";
}

/** Whether a property filter is a group rather than a rule. */
export function isPropertyGroup(
  node: PropertyFilter,
): node is { op: GroupOperator; filters: PropertyFilter[] } {
  return "filters" in node && node.filters !== undefined;
}

export type FilterTree = FilterGroup;

/** Everybody: the filter tree with no condition. */
export const EVERYBODY: FilterTree = { op: "and", filters: [] };
