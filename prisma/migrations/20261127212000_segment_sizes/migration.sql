-- How many people a segment held, by day of UTC; null when it could not be counted.
CREATE TABLE "segment_sizes" (
  "segment_id" UUID NOT NULL REFERENCES "segments" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "workspace_id" TEXT NOT NULL,
  "day" DATE NOT NULL,
  "people" INTEGER,
  "counted_at" TIMESTAMPTZ(3) NOT NULL,
  PRIMARY KEY ("segment_id", "day")
);
CREATE INDEX "segment_sizes_workspace_id_day_idx" ON "segment_sizes" ("workspace_id", "day");
CREATE INDEX "segment_sizes_day_idx" ON "segment_sizes" ("day");
