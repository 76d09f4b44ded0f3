-- How many left a step by which path, by the hour: what a span of whole hours is summed from.
CREATE TABLE "canvas_hour_counts" (
    "version_id" UUID NOT NULL,
    "hour" TIMESTAMPTZ(0) NOT NULL,
    "step_id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "shard" SMALLINT NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 0,
    "conversions" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "canvas_hour_counts_pkey" PRIMARY KEY ("version_id","hour","step_id","path","shard")
);

INSERT INTO "canvas_hour_counts" ("version_id", "hour", "step_id", "path", "shard", "count")
SELECT e."version_id", date_trunc('hour', m."left_at", 'UTC'), m."step_id", m."path", 0, count(*)
  FROM "canvas_moves" m JOIN "canvas_entries" e ON e."id" = m."entry_id" GROUP BY 1, 2, 3, 4;

INSERT INTO "canvas_hour_counts" ("version_id", "hour", "step_id", "path", "shard", "conversions")
SELECT e."version_id", date_trunc('hour', w."left_at", 'UTC'), w."step_id", w."path", 0, count(*)
  FROM (SELECT m."entry_id", m."step_id", m."path", min(m."left_at") AS "left_at"
          FROM "canvas_conversions" c
          JOIN "canvas_moves" m ON m."entry_id" = c."entry_id" AND (m."left_at" <= c."converted_at" OR m."cause_id" = c."event_id"::text)
         GROUP BY 1, 2, 3) AS w
  JOIN "canvas_entries" e ON e."id" = w."entry_id"
 GROUP BY 1, 2, 3, 4
ON CONFLICT ("version_id", "hour", "step_id", "path", "shard") DO UPDATE SET "conversions" = excluded."conversions";

-- Entries by the hour in which they began, where they are now; and the goals they reached.
CREATE TABLE "canvas_entry_hour_counts" (
    "canvas_id" UUID NOT NULL,
    "hour" TIMESTAMPTZ(0) NOT NULL,
    "version_id" UUID NOT NULL,
    "variant_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "step_id" TEXT NOT NULL,
    "shard" SMALLINT NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "canvas_entry_hour_counts_pkey" PRIMARY KEY ("canvas_id","hour","version_id","variant_id","state","step_id","shard")
);
CREATE TABLE "canvas_goal_hour_counts" (
    "canvas_id" UUID NOT NULL,
    "hour" TIMESTAMPTZ(0) NOT NULL,
    "version_id" UUID NOT NULL,
    "variant_id" TEXT NOT NULL,
    "index" SMALLINT NOT NULL,
    "shard" SMALLINT NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "canvas_goal_hour_counts_pkey" PRIMARY KEY ("canvas_id","hour","version_id","variant_id","index","shard")
);

INSERT INTO "canvas_entry_hour_counts"
SELECT "canvas_id", date_trunc('hour', "entered_at", 'UTC'), "version_id", coalesce("variant_id", ''), "state",
       CASE WHEN "state" = 'active' THEN coalesce("step_id", '') ELSE '' END, 0, count(*)
  FROM "canvas_entries" GROUP BY 1, 2, 3, 4, 5, 6;

INSERT INTO "canvas_goal_hour_counts"
SELECT e."canvas_id", date_trunc('hour', e."entered_at", 'UTC'), e."version_id", coalesce(e."variant_id", ''), c."index", 0, count(*)
  FROM "canvas_conversions" c JOIN "canvas_entries" e ON e."id" = c."entry_id" GROUP BY 1, 2, 3, 4, 5;
