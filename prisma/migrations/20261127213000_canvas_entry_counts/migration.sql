-- How many entries are in which state, and where; kept as they move, so that no page counts a million rows.
CREATE TABLE "canvas_entry_counts" (
    "canvas_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "variant_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "step_id" TEXT NOT NULL,
    "shard" SMALLINT NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "canvas_entry_counts_pkey" PRIMARY KEY ("canvas_id","version_id","variant_id","state","step_id","shard")
);

-- How many entries reached each goal.
CREATE TABLE "canvas_goal_counts" (
    "canvas_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "variant_id" TEXT NOT NULL,
    "index" SMALLINT NOT NULL,
    "shard" SMALLINT NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "canvas_goal_counts_pkey" PRIMARY KEY ("canvas_id","version_id","variant_id","index","shard")
);

-- How many of those who took a way reached a goal later.
ALTER TABLE "canvas_counts" ADD COLUMN "conversions" INTEGER NOT NULL DEFAULT 0;

INSERT INTO "canvas_entry_counts"
SELECT "canvas_id", "version_id", coalesce("variant_id", ''), "state", CASE WHEN "state" = 'active' THEN coalesce("step_id", '') ELSE '' END, 0, count(*)
  FROM "canvas_entries" GROUP BY 1, 2, 3, 4, 5;

INSERT INTO "canvas_goal_counts"
SELECT e."canvas_id", e."version_id", coalesce(e."variant_id", ''), c."index", 0, count(*)
  FROM "canvas_conversions" c JOIN "canvas_entries" e ON e."id" = c."entry_id" GROUP BY 1, 2, 3, 4;

INSERT INTO "canvas_counts" ("version_id", "step_id", "path", "shard", "conversions")
SELECT e."version_id", m."step_id", m."path", 0, count(DISTINCT m."entry_id")
  FROM "canvas_conversions" c JOIN "canvas_entries" e ON e."id" = c."entry_id"
  JOIN "canvas_moves" m ON m."entry_id" = c."entry_id" AND m."left_at" <= c."converted_at"
 GROUP BY 1, 2, 3
ON CONFLICT ("version_id", "step_id", "path", "shard") DO UPDATE SET "conversions" = excluded."conversions";
