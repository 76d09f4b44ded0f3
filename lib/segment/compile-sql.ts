/**
 * Turns a filter tree into one PostgreSQL statement over profiles, giving the same answer as evaluating it in memory.
 *
 * What somebody did is aggregated once per rule and joined, so that any nesting of groups stays a hash join and
 * never becomes a query per person. Every value travels as a parameter.
 */
import { attributeTarget, splitPath } from "./attribute-path.ts";
import { type Bind, conditionSql, momentConditionSql } from "./compile-condition.ts";
import {
  type EventFilter,
  type FilterLeaf,
  type FilterNode,
  type FilterTree,
  type GroupOperator,
  isGroup,
  isPropertyGroup,
  type PropertyFilter,
  type PurchaseFilter,
  type ReceivedCampaignFilter,
  type ReceivedCanvasFilter,
} from "./filter.ts";

export interface Statement {
  text: string;
  values: unknown[];
}

export interface AudienceScope {
  workspaceId: string;
  now: Date;
  /** Every segment referred to, as `references.ts` collected them. */
  segments: ReadonlyMap<string, FilterTree>;
  /** Events that count as not having happened: those that are just being judged. */
  withoutEvents?: readonly string[] | undefined;
}

const DAY_MS = 86_400_000;

/** How many people match: one row with `count`. */
export function countQuery(tree: FilterTree, scope: AudienceScope): Statement {
  const audience = compile(tree, scope);
  return { text: `SELECT count(*)::int AS count ${audience.from}`, values: audience.values };
}

/** Everybody who matches, as a statement to build others on: rows with `id`. */
export function audienceQuery(tree: FilterTree, scope: AudienceScope): Statement {
  const audience = compile(tree, scope);
  return { text: `SELECT p.id ${audience.from}`, values: audience.values };
}

/** The first people that match, in order of id: rows with `id` and `external_id`. */
export function sampleQuery(tree: FilterTree, scope: AudienceScope, limit: number): Statement {
  const audience = compile(tree, scope);
  const top = audience.bind(limit, "int");
  return {
    text: `SELECT p.id, p.external_id ${audience.from} ORDER BY p.id LIMIT ${top}`,
    values: audience.values,
  };
}

/**
 * The people that match among the next `limit` profiles after `afterId`: one row with `ids` and `scanned_to`, the
 * id to go on after (null at the end). Each page costs the same, however many people there are.
 */
export function pageQuery(
  tree: FilterTree,
  scope: AudienceScope,
  afterId: string | null,
  limit: number,
): Statement {
  const audience = compile(tree, scope, (bind) => {
    const after = bind(afterId ?? FIRST_ID, "uuid");
    return (column) => `${column} > ${after} AND ${column} <= (SELECT id FROM bound)`;
  });
  const after = audience.bind(afterId ?? FIRST_ID, "uuid");
  const skip = audience.bind(limit - 1, "int");
  const text = `WITH bound AS MATERIALIZED (SELECT coalesce((SELECT id FROM profiles
      WHERE workspace_id = $1 AND id > ${after} ORDER BY id OFFSET ${skip} LIMIT 1), '${LAST_ID}'::uuid) AS id)
    SELECT coalesce((SELECT array_agg(m.id ORDER BY m.id) FROM (SELECT p.id ${audience.from}) AS m), '{}') AS ids,
      (SELECT nullif(id, '${LAST_ID}'::uuid) FROM bound) AS scanned_to`;
  return { text, values: audience.values };
}

const FIRST_ID = "00000000-0000-0000-0000-000000000000";
const LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/** Which of these profiles match: rows with `id`. */
export function matchIdsQuery(tree: FilterTree, scope: AudienceScope, ids: readonly string[]): Statement {
  const audience = compile(tree, scope, (bind) => {
    const list = bind(ids, "uuid[]");
    return (column) => `${column} = ANY(${list})`;
  });
  return { text: `SELECT p.id ${audience.from}`, values: audience.values };
}

/** Puts everybody who matches into the members kept for a segment. */
export function memberQuery(
  tree: FilterTree,
  scope: AudienceScope,
  { segmentId, watcher }: { segmentId: string; watcher: string },
): Statement {
  const audience = compile(tree, scope);
  const segment = audience.bind(segmentId, "uuid");
  const by = audience.bind(watcher, "text");
  return {
    text: `INSERT INTO segment_members (segment_id, watcher, profile_id, workspace_id)
      SELECT ${segment}, ${by}, p.id, $1 ${audience.from} ON CONFLICT DO NOTHING`,
    values: audience.values,
  };
}

type Restriction = (column: string) => string;

interface Compiled {
  from: string;
  values: unknown[];
  bind: Bind;
}

interface Work {
  scope: AudienceScope;
  bind: Bind;
  restrict: Restriction | null;
  /** Derived tables and their aliases. */
  joins: Map<string, string>;
}

function compile(
  tree: FilterTree,
  scope: AudienceScope,
  restriction?: (bind: Bind) => Restriction,
): Compiled {
  const values: unknown[] = [scope.workspaceId];
  const bind: Bind = (value, type) => {
    values.push(value);
    return `$${values.length}::${type}`;
  };
  const restrict = restriction ? restriction(bind) : null;
  const work: Work = { scope, bind, restrict, joins: new Map() };
  const where = nodeSql(tree, work);
  const joins = [...work.joins].map(
    ([table, alias]) => `LEFT JOIN (${table}) AS ${alias} ON ${alias}.profile_id = p.id`,
  );
  const restricted = restrict ? ` AND ${restrict("p.id")}` : "";
  return {
    from: `FROM profiles AS p ${joins.join(" ")} WHERE p.workspace_id = $1${restricted} AND ${where}`,
    values,
    bind,
  };
}

function nodeSql(node: FilterNode, work: Work): string {
  if (!isGroup(node)) return leafSql(node, work);
  return joinSql(
    node.op,
    node.filters.map((child) => nodeSql(child, work)),
  );
}

function joinSql(op: GroupOperator, parts: readonly string[]): string {
  if (parts.length === 0) return "true";
  if (op === "not") return `NOT (${parts.join(" OR ")})`;
  return `(${parts.join(op === "and" ? " AND " : " OR ")})`;
}

function leafSql(leaf: FilterLeaf, work: Work): string {
  switch (leaf.type) {
    case "attribute":
      return attributeSql(leaf, work);
    case "context":
      throw new Error("Context variables exist only inside a canvas.");
    case "event":
    case "purchase":
      return occurrenceSql(leaf, work);
    case "received_campaign":
    case "received_canvas":
      return receivedSql(leaf, work);
    case "segment": {
      const tree = work.scope.segments.get(leaf.segment_id);
      if (!tree) throw new Error(`Segment ${leaf.segment_id} was not loaded.`);
      return negatedIf(leaf.op === "not_in", nodeSql(tree, work));
    }
    case "list": {
      const list = work.bind(leaf.list_id, "uuid");
      const table = `SELECT l.profile_id FROM list_members AS l WHERE l.workspace_id = $1 AND l.list_id = ${list}${restricted(work, "l.profile_id")}`;
      return negatedIf(leaf.op === "not_in", `${joined(work, table)}.profile_id IS NOT NULL`);
    }
    case "random_bucket":
      return `p.random_bucket BETWEEN ${work.bind(leaf.value[0], "int")} AND ${work.bind(leaf.value[1], "int")}`;
  }
}

function negatedIf(negated: boolean, sql: string): string {
  return negated ? `NOT (${sql})` : sql;
}

function restricted(work: Work, column: string): string {
  return work.restrict ? ` AND ${work.restrict(column)}` : "";
}

function joined(work: Work, table: string): string {
  const alias = work.joins.get(table) ?? `j${work.joins.size + 1}`;
  work.joins.set(table, alias);
  return alias;
}

function attributeSql(leaf: FilterLeaf & { type: "attribute" }, work: Work): string {
  const target = attributeTarget(leaf.attribute);
  const { now } = work.scope;
  if (target.in !== "column") {
    return conditionSql(
      pathSql(`p.${target.in}`, target.path, work.bind),
      leaf.op,
      leaf.value,
      now,
      work.bind,
    );
  }
  if (target.column === "created_at") {
    return momentConditionSql("p.created_at", leaf.op, leaf.value, now, work.bind);
  }
  return conditionSql(`to_jsonb(p.${target.column})`, leaf.op, leaf.value, now, work.bind);
}

function pathSql(data: string, path: readonly string[], bind: Bind): string {
  const [only] = path;
  return path.length === 1 ? `(${data} -> ${bind(only, "text")})` : `(${data} #> ${bind(path, "text[]")})`;
}

function propertySql(filter: PropertyFilter, work: Work): string {
  if (isPropertyGroup(filter)) {
    return joinSql(
      filter.op,
      filter.filters.map((child) => propertySql(child, work)),
    );
  }
  const json = pathSql("e.properties", splitPath(filter.property), work.bind);
  return conditionSql(json, filter.op, filter.value, work.scope.now, work.bind);
}

function occurrenceSql(leaf: EventFilter | PurchaseFilter, work: Work): string {
  const last = leaf.op === "last_within_days" || leaf.op === "last_not_within_days";
  const alias = joined(work, occurrenceTable(leaf, last ? leaf.value : leaf.within_days, work));
  if (last) return `${alias}.profile_id IS ${leaf.op === "last_within_days" ? "NOT NULL" : "NULL"}`;
  if (leaf.op === "first_within_days" || leaf.op === "first_not_within_days") {
    const recent = `coalesce(${alias}.first_at > ${since(leaf.value ?? 0, work)}, false)`;
    return negatedIf(leaf.op === "first_not_within_days", recent);
  }
  return countSql(leaf.op, leaf.value, alias, work);
}

function occurrenceTable(leaf: EventFilter | PurchaseFilter, days: number | undefined, work: Work): string {
  const { bind } = work;
  const conditions = ["e.workspace_id = $1", `e.kind = '${leaf.type === "event" ? "event" : "purchase"}'`];
  conditions.push(`e.name = ${bind(leaf.type === "event" ? leaf.event : "purchase", "text")}`);
  if (leaf.type === "purchase" && leaf.product_id !== undefined)
    conditions.push(`e.product_id = ${bind(leaf.product_id, "text")}`);
  if (days !== undefined) conditions.push(`e.time > ${since(days, work)}`);
  if (work.restrict) conditions.push(work.restrict("e.profile_id"));
  if (work.scope.withoutEvents?.length)
    conditions.push(`e.id <> ALL(${bind(work.scope.withoutEvents, "uuid[]")})`);
  for (const filter of leaf.filters ?? []) conditions.push(propertySql(filter, work));
  return `SELECT e.profile_id, count(*) AS n, min(e.time) AS first_at FROM events AS e WHERE ${conditions.join(" AND ")} GROUP BY e.profile_id`;
}

function since(days: number, work: Work): string {
  return work.bind(new Date(work.scope.now.getTime() - days * DAY_MS), "timestamptz");
}

function countSql(op: string, value: unknown, alias: string, work: Work): string {
  if (op === "ever") return `${alias}.profile_id IS NOT NULL`;
  if (op === "never") return `${alias}.profile_id IS NULL`;
  const comparison = op === "count_gte" ? ">=" : op === "count_lte" ? "<=" : "=";
  return `coalesce(${alias}.n, 0) ${comparison} ${work.bind(value, "bigint")}`;
}

function receivedSql(leaf: ReceivedCampaignFilter | ReceivedCanvasFilter, work: Work): string {
  const windowed = leaf.op === "within_days" || leaf.op === "not_within_days";
  const conditions = receivedConditions(leaf, windowed ? Number(leaf.value) : leaf.within_days, work);
  if (leaf.op === "last_status" || leaf.op === "last_status_not") {
    const table = `SELECT DISTINCT ON (d.profile_id) d.profile_id, d.status FROM deliveries AS d WHERE ${conditions} ORDER BY d.profile_id, d.created_at DESC, d.id DESC`;
    const same = `coalesce(${joined(work, table)}.status = ${work.bind(leaf.value, "text")}, false)`;
    return negatedIf(leaf.op === "last_status_not", same);
  }
  const status = work.bind(leaf.status ?? "delivered", "text");
  const table = `SELECT d.profile_id, count(*) AS n FROM deliveries AS d WHERE ${conditions} AND d.status = ${status} GROUP BY d.profile_id`;
  const alias = joined(work, table);
  if (windowed) return `${alias}.profile_id IS ${leaf.op === "within_days" ? "NOT NULL" : "NULL"}`;
  return countSql(leaf.op, leaf.value, alias, work);
}

function receivedConditions(
  leaf: ReceivedCampaignFilter | ReceivedCanvasFilter,
  days: number | undefined,
  work: Work,
): string {
  const conditions = ["d.workspace_id = $1", "d.profile_id IS NOT NULL"];
  const [column, id] =
    leaf.type === "received_campaign" ? ["d.campaign_id", leaf.campaign_id] : ["d.canvas_id", leaf.canvas_id];
  conditions.push(id === undefined ? `${column} IS NOT NULL` : `${column} = ${work.bind(id, "uuid")}`);
  const [part, partId] =
    leaf.type === "received_campaign" ? ["d.variation_id", leaf.variation_id] : ["d.step_id", leaf.step_id];
  if (partId !== undefined) conditions.push(`${part} = ${work.bind(partId, "text")}`);
  if (days !== undefined) conditions.push(`coalesce(d.delivered_at, d.created_at) > ${since(days, work)}`);
  if (work.restrict) conditions.push(work.restrict("d.profile_id"));
  return conditions.join(" AND ");
}
