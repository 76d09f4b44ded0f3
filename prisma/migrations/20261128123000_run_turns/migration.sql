-- A run on people's own clocks looks for newcomers at each turn of a time zone; the one that it looks at or waits for.
ALTER TABLE "campaign_runs" ADD COLUMN "turn_at" TIMESTAMPTZ(3);
