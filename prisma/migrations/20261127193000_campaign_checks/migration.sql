-- People and data kept with a campaign to look at its messages for.
CREATE TABLE "campaign_samples" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "campaign_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "subject" JSON NOT NULL,
    "created_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "campaign_samples_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "campaign_samples_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaigns"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- A name means one sample of its campaign.
CREATE UNIQUE INDEX "campaign_samples_campaign_id_name_key" ON "campaign_samples"("campaign_id", "name");

-- A run over the whole audience that renders everything and sends nothing.
CREATE TABLE "campaign_dry_runs" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "campaign_id" UUID NOT NULL,
    "definition" JSON NOT NULL,
    "content_hash" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "cursor" UUID,
    "expected_count" INTEGER,
    "done_count" INTEGER NOT NULL DEFAULT 0,
    "failed_count" INTEGER NOT NULL DEFAULT 0,
    "failures" JSON NOT NULL DEFAULT '[]',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "campaign_dry_runs_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "campaign_dry_runs_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaigns"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- The latest one of a campaign.
CREATE INDEX "campaign_dry_runs_campaign_id_created_at_idx" ON "campaign_dry_runs"("campaign_id", "created_at" DESC);
