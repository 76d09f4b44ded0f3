-- Bulk calls worked off line by line, with what became of each line.
CREATE TABLE "bulk_jobs" (
  "id" UUID NOT NULL PRIMARY KEY,
  "workspace_id" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "status" TEXT NOT NULL DEFAULT 'pending',
  "campaign_id" UUID,
  "send_id" TEXT,
  "total_count" INTEGER NOT NULL,
  "done_count" INTEGER NOT NULL DEFAULT 0,
  "accepted_count" INTEGER NOT NULL DEFAULT 0,
  "failed_count" INTEGER NOT NULL DEFAULT 0,
  "reason" TEXT,
  "created_by" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "finished_at" TIMESTAMPTZ(3)
);
CREATE INDEX "bulk_jobs_workspace_id_created_at_id_idx" ON "bulk_jobs" ("workspace_id", "created_at" DESC, "id" DESC);
CREATE INDEX "bulk_jobs_open_idx" ON "bulk_jobs" ("workspace_id") WHERE "finished_at" IS NULL;
CREATE INDEX "bulk_jobs_created_at_idx" ON "bulk_jobs" ("created_at");

CREATE TABLE "bulk_lines" (
  "bulk_id" UUID NOT NULL REFERENCES "bulk_jobs" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "line" INTEGER NOT NULL,
  -- Gone once the line was worked on.
  "content" TEXT,
  "status" TEXT NOT NULL DEFAULT 'pending',
  "result" JSONB,
  PRIMARY KEY ("bulk_id", "line")
);
CREATE INDEX "bulk_lines_failed_idx" ON "bulk_lines" ("bulk_id", "line") WHERE "status" <> 'accepted' AND "status" <> 'pending';
CREATE INDEX "bulk_lines_open_idx" ON "bulk_lines" ("bulk_id", "line") WHERE "content" IS NOT NULL;
