/** Parses filter trees from outside; every refusal names the path and the fix. The types are in `filter.ts`. */
import { z } from "zod";
import { attributeTarget, pathProblem } from "./attribute-path.ts";
import {
  DELIVERY_STATUSES,
  EVENT_OPERATORS,
  type EventOperator,
  type FilterGroup,
  type FilterNode,
  GROUP_OPERATORS,
  isGroup,
  type PropertyFilter,
  RECEIVED_OPERATORS,
  type ReceivedCampaignFilter,
} from "./filter.ts";
import { limitProblem } from "./limits.ts";
import { daysProblem, textProblem, VALUE_OPERATORS, type ValueOperator, valueProblem } from "./operators.ts";

type Refinement = z.core.$RefinementCtx;

function problem(ctx: Refinement, path: PropertyKey[], message: string, hint: string): void {
  ctx.addIssue({ code: "custom", path, message, params: { code: "invalid_filter", hint } });
}

const name = z.string().superRefine((text, ctx) => {
  const issue = pathProblem(text);
  if (issue) problem(ctx, [], issue, 'Write it like "tier" or "address.city".');
});

const label = z
  .string()
  .min(1)
  .superRefine((text, ctx) => {
    const issue = textProblem(text);
    if (issue) problem(ctx, [], issue.message, issue.hint);
  });

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const value = z.union([
  scalar,
  z.array(scalar),
  z.strictObject({ days_ago: z.number() }),
  z.strictObject({ days_from_now: z.number() }),
]);

function checkValue(leaf: { op: ValueOperator; value?: unknown }, ctx: Refinement): void {
  const issue = valueProblem(leaf.op, leaf.value);
  if (issue) problem(ctx, ["value"], issue.message, issue.hint);
}

const DATE_OPERATORS: readonly ValueOperator[] = [
  "before",
  "after",
  "within_days",
  "not_within_days",
  "exists",
  "does_not_exist",
];

const attributeFilter = z
  .strictObject({
    type: z.literal("attribute"),
    attribute: name,
    op: z.enum(VALUE_OPERATORS),
    value: value.optional(),
  })
  .superRefine((leaf, ctx) => {
    checkValue(leaf, ctx);
    const target = attributeTarget(leaf.attribute);
    if (target.in === "column" && target.column === "created_at" && !DATE_OPERATORS.includes(leaf.op)) {
      problem(
        ctx,
        ["op"],
        `created_at is a date, ${leaf.op} does not apply.`,
        `Use one of ${DATE_OPERATORS.join(", ")}.`,
      );
    }
  });

const contextFilter = z
  .strictObject({
    type: z.literal("context"),
    context: name,
    op: z.enum(VALUE_OPERATORS),
    value: value.optional(),
  })
  .superRefine(checkValue);

/** One filter on event properties, or a group of them. */
export const propertyFilterSchema: z.ZodType<PropertyFilter> = z.lazy(
  () => propertyNode,
) as z.ZodType<PropertyFilter>;

const propertyNode = z
  .strictObject({
    type: z.literal("property").optional(),
    property: name.optional(),
    op: z.enum([...VALUE_OPERATORS, ...GROUP_OPERATORS]),
    value: value.optional(),
    filters: z.array(propertyFilterSchema).optional(),
  })
  .superRefine((node, ctx) => {
    if (node.op === "and" || node.op === "or" || node.op === "not") {
      if (!node.filters) problem(ctx, ["filters"], "A group needs filters.", "Give a list, it may be empty.");
      if (node.property !== undefined)
        problem(ctx, ["op"], `"${node.op}" joins filters.`, `Use one of ${VALUE_OPERATORS.join(", ")}.`);
      return;
    }
    if (node.property === undefined)
      problem(ctx, ["property"], "The property is missing.", 'Name it, for example "fare" or "cart.total".');
    if (node.filters !== undefined)
      problem(
        ctx,
        ["filters"],
        "A rule has no filters of its own.",
        'Use "op": "and", "or" or "not" to group.',
      );
    checkValue({ op: node.op, value: node.value }, ctx);
  });

const occurrence = {
  op: z.enum(EVENT_OPERATORS),
  value: z.number().optional(),
  within_days: z.number().optional(),
  filters: z.array(propertyFilterSchema).optional(),
};

function checkWindow(days: number | undefined, ctx: Refinement): void {
  if (days === undefined) return;
  const issue = daysProblem("within_days", days);
  if (issue) problem(ctx, ["within_days"], issue.message, issue.hint);
}

function checkCount(op: string, count: unknown, ctx: Refinement): void {
  if (typeof count === "number" && Number.isInteger(count) && count >= 0 && count <= 1_000_000) return;
  problem(ctx, ["value"], `${op} takes a count.`, "Give value as a whole number from 0 to 1000000.");
}

function checkOccurrence(
  leaf: { op: EventOperator; value?: number | undefined; within_days?: number | undefined },
  ctx: Refinement,
): void {
  checkWindow(leaf.within_days, ctx);
  if (leaf.op === "ever" || leaf.op === "never") {
    if (leaf.value !== undefined)
      problem(ctx, ["value"], `${leaf.op} takes no value.`, "Remove it, or use within_days.");
  } else if (leaf.op.startsWith("count_")) checkCount(leaf.op, leaf.value, ctx);
  else {
    const issue = daysProblem(leaf.op, leaf.value);
    if (issue) problem(ctx, ["value"], issue.message, issue.hint);
    if (leaf.within_days !== undefined) {
      problem(
        ctx,
        ["within_days"],
        `${leaf.op} already looks at a time.`,
        "Remove within_days and keep value.",
      );
    }
  }
}

const eventFilter = z
  .strictObject({ type: z.literal("event"), event: label, ...occurrence })
  .superRefine(checkOccurrence);
const purchaseFilter = z
  .strictObject({ type: z.literal("purchase"), product_id: label.optional(), ...occurrence })
  .superRefine(checkOccurrence);

const receipt = {
  op: z.enum(RECEIVED_OPERATORS),
  value: z.union([z.number(), z.enum(DELIVERY_STATUSES)]).optional(),
  status: z.enum(DELIVERY_STATUSES).optional(),
  within_days: z.number().optional(),
};

type Receipt = Pick<ReceivedCampaignFilter, "op" | "value" | "status" | "within_days">;

function checkReceipt(leaf: Receipt, ctx: Refinement): void {
  checkWindow(leaf.within_days, ctx);
  const windowed = leaf.op === "within_days" || leaf.op === "not_within_days";
  if (windowed) {
    const issue = daysProblem(leaf.op, leaf.value);
    if (issue) problem(ctx, ["value"], issue.message, issue.hint);
  } else if (leaf.op.startsWith("count_")) checkCount(leaf.op, leaf.value, ctx);
  else if (leaf.op === "last_status" || leaf.op === "last_status_not") {
    if (typeof leaf.value !== "string")
      problem(ctx, ["value"], `${leaf.op} takes a status.`, `Give one of ${DELIVERY_STATUSES.join(", ")}.`);
    if (leaf.status !== undefined)
      problem(ctx, ["status"], `${leaf.op} has its status in value.`, "Remove status.");
  } else if (leaf.value !== undefined)
    problem(ctx, ["value"], `${leaf.op} takes no value.`, "Remove it, or use within_days.");
  if (windowed && leaf.within_days !== undefined) {
    problem(
      ctx,
      ["within_days"],
      `${leaf.op} already looks at a time.`,
      "Remove within_days and keep value.",
    );
  }
}

const uuid = z.uuid({ error: "This is not an id: copy it from the list or from the address of the page." });
const membership = { op: z.enum(["in", "not_in"]).optional() };

const receivedCampaignFilter = z
  .strictObject({
    type: z.literal("received_campaign"),
    campaign_id: uuid.optional(),
    variation_id: label.optional(),
    ...receipt,
  })
  .superRefine(checkReceipt);
const receivedCanvasFilter = z
  .strictObject({
    type: z.literal("received_canvas"),
    canvas_id: uuid.optional(),
    step_id: label.optional(),
    ...receipt,
  })
  .superRefine(checkReceipt);
const segmentFilter = z.strictObject({ type: z.literal("segment"), segment_id: uuid, ...membership });
const listFilter = z.strictObject({ type: z.literal("list"), list_id: uuid, ...membership });
const bucket = z.int().min(0).max(9_999);
const randomBucketFilter = z
  .strictObject({
    type: z.literal("random_bucket"),
    op: z.literal("between"),
    value: z.tuple([bucket, bucket]),
  })
  .superRefine((leaf, ctx) => {
    if (leaf.value[0] > leaf.value[1])
      problem(ctx, ["value"], "The range is the wrong way round.", "Write the smaller number first.");
  });

const filterNodeSchema: z.ZodType<FilterNode> = z.lazy(() =>
  z.discriminatedUnion(
    "type",
    [
      groupSchema,
      attributeFilter,
      contextFilter,
      eventFilter,
      purchaseFilter,
      receivedCampaignFilter,
      receivedCanvasFilter,
      segmentFilter,
      listFilter,
      randomBucketFilter,
    ],
    { error: unknownType },
  ),
) as z.ZodType<FilterNode>;

const LEAF_TYPES =
  "attribute, event, purchase, received_campaign, received_canvas, segment, list, random_bucket or context";

function unknownType(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== "invalid_union") return undefined;
  return `Unknown kind of filter. type is one of ${LEAF_TYPES}; a group has op and filters instead.`;
}

const groupSchema = z.strictObject({
  type: z.literal("group").optional(),
  op: z.enum(GROUP_OPERATORS),
  filters: z.array(filterNodeSchema),
});

// Checked before anything recurses, so that a hostile depth cannot exhaust the stack.
function withinLimits(input: unknown, ctx: Refinement): unknown {
  const issue = limitProblem(input);
  if (!issue) return input;
  problem(ctx, issue.path, issue.message, issue.hint);
  return z.NEVER;
}

/** Filter tree with everything, also canvas context variables: for steps of a canvas. */
export const splitFilterSchema = z.preprocess(withinLimits, groupSchema as unknown as z.ZodType<FilterGroup>);

/** Filter tree over people: segments and audiences. */
export const filterTreeSchema = z
  .preprocess(withinLimits, groupSchema as unknown as z.ZodType<FilterGroup>)
  .superRefine((tree, ctx) => {
    for (const path of contextPaths(tree, [])) {
      problem(
        ctx,
        [...path, "type"],
        "Context variables exist only inside a canvas.",
        "Use an attribute or an event instead.",
      );
    }
  });

/** Filters on the properties of one event, all of which must hold. */
export const propertyFiltersSchema = z.preprocess(withinLimits, z.array(propertyFilterSchema));

function contextPaths(node: FilterNode, path: PropertyKey[]): PropertyKey[][] {
  if (node.type === "context") return [path];
  if (!isGroup(node)) return [];
  return node.filters.flatMap((child, index) => contextPaths(child, [...path, "filters", index]));
}
