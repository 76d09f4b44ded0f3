-- Failures of one campaign by reason, without reading those of all others.
CREATE INDEX "deliveries_failed_campaign_idx" ON "deliveries" ("workspace_id", "campaign_id", "reason", "created_at" DESC, "id" DESC)
  WHERE "status" = 'failed' AND NOT "test";
