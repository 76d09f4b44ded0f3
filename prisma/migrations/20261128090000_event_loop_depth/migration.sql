-- How many of our own webhooks and steps led to an event, so that whoever finds it later stops going round.
ALTER TABLE "events" ADD COLUMN "loop_depth" SMALLINT NOT NULL DEFAULT 0;
