-- How many of our own webhooks led to a call that is worked off later.
ALTER TABLE "dispatches" ADD COLUMN "loop_depth" SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE "bulk_jobs" ADD COLUMN "loop_depth" SMALLINT NOT NULL DEFAULT 0;
