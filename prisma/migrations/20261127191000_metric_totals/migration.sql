-- Counters of all processes together: each adds what it saw every few seconds, so they only ever grow and outlive workers.
CREATE TABLE "metric_totals" (
    "name" TEXT NOT NULL,
    "labels" TEXT NOT NULL,
    "value" DOUBLE PRECISION NOT NULL DEFAULT 0,

    CONSTRAINT "metric_totals_pkey" PRIMARY KEY ("name", "labels")
) WITH (fillfactor = 50);

-- Which outcome rule decided what an answer meant: message:1, host:2; null: the defaults.
ALTER TABLE "attempts" ADD COLUMN "rule" TEXT;
