-- The choice of a winning variation: opened with the run that tests, decided some hours later.
CREATE TABLE "campaign_winners" (
    "run_id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "campaign_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "held_percentage" INTEGER NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'waiting',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "decide_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "reason" TEXT,
    "variation_id" TEXT,
    "tested" JSON,
    "winner_run_id" UUID,

    CONSTRAINT "campaign_winners_pkey" PRIMARY KEY ("run_id")
);

CREATE UNIQUE INDEX "campaign_winners_winner_run_id_key" ON "campaign_winners"("winner_run_id");
CREATE INDEX "campaign_winners_campaign_id_created_at_idx" ON "campaign_winners"("campaign_id", "created_at");
