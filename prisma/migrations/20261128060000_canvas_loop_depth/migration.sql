-- How many of our own webhooks, updates and journeys led to an entry: chains that feed themselves are cut.
ALTER TABLE "canvas_entries" ADD COLUMN "loop_depth" SMALLINT NOT NULL DEFAULT 0;
