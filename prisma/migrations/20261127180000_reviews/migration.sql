-- CreateTable
CREATE TABLE "reviews" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "campaign_id" UUID NOT NULL,
    "content_hash" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'requested',
    "note" TEXT NOT NULL DEFAULT '',
    "requested_by" JSONB NOT NULL,
    "decided_by" JSONB,
    "decided_at" TIMESTAMPTZ(3),
    "decision_note" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reviews_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "reviews_workspace_id_status_created_at_id_idx" ON "reviews"("workspace_id", "status", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "reviews_workspace_id_created_at_id_idx" ON "reviews"("workspace_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "reviews_campaign_id_created_at_idx" ON "reviews"("campaign_id", "created_at" DESC);

-- One open review for each content of a campaign.
CREATE UNIQUE INDEX "reviews_one_open_per_content" ON "reviews"("campaign_id", "content_hash") WHERE "status" = 'requested';

-- AddForeignKey
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaigns"("id") ON DELETE CASCADE ON UPDATE CASCADE;
