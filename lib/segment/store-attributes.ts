/** Which custom attributes people have, with values they hold: to choose from while a rule is written. */
import { pool } from "#lib/platform/db.ts";
import type { KnownAttribute } from "./resource-schema.ts";

/** The newest people stand for all: enough to know names and usual values, at any size. */
const PEOPLE = 1_000;
const VALUES = 12;
const VALUE_LENGTH = 60;

/** By name. An attribute whose value is nearly always another one lists none. */
export async function knownAttributes(workspaceId: string): Promise<KnownAttribute[]> {
  const { rows } = await pool().query<KnownAttribute>({
    name: "attributes-known",
    text: `WITH seen AS (
             SELECT a.key AS name, a.value, count(*) AS people
               FROM (SELECT custom_attributes FROM profiles WHERE workspace_id = $1 ORDER BY id DESC LIMIT ${PEOPLE}) AS p
              CROSS JOIN LATERAL jsonb_each(p.custom_attributes) AS a
              WHERE jsonb_typeof(a.value) <> 'null' GROUP BY 1, 2
           ), ranked AS (
             SELECT *, row_number() OVER (PARTITION BY name ORDER BY people DESC, value) AS place FROM seen
           )
           SELECT name, (array_agg(jsonb_typeof(value) ORDER BY place))[1] AS type,
                  CASE WHEN count(*) * 2 <= sum(people)
                       THEN coalesce(array_agg(value #>> '{}' ORDER BY place)
                            FILTER (WHERE place <= ${VALUES} AND jsonb_typeof(value) IN ('string', 'number')
                                    AND length(value #>> '{}') <= ${VALUE_LENGTH}), '{}')
                       ELSE '{}' END AS values
             FROM ranked GROUP BY name ORDER BY name LIMIT 500`,
    values: [workspaceId],
  });
  return rows;
}
