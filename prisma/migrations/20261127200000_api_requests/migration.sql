-- The last calls that API keys made, without bodies. Kept short by a regular sweep, see lib/api-log.
CREATE TABLE "api_requests" (
  "id" UUID NOT NULL PRIMARY KEY,
  "workspace_id" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "method" TEXT NOT NULL,
  "route" TEXT NOT NULL,
  "path" TEXT NOT NULL,
  "status" SMALLINT NOT NULL,
  "duration_ms" INTEGER NOT NULL,
  "api_key_id" UUID NOT NULL,
  "caller" TEXT NOT NULL,
  "address" TEXT,
  "idempotency_key" TEXT,
  "replayed" BOOLEAN NOT NULL DEFAULT false,
  "errors" JSONB NOT NULL DEFAULT '[]',
  "campaign_id" UUID,
  "canvas_id" UUID,
  "dispatch_id" UUID,
  "send_id" TEXT,
  "recipients" INTEGER,
  "accepted" INTEGER
);
CREATE INDEX "api_requests_workspace_id_at_id_idx" ON "api_requests" ("workspace_id", "at" DESC, "id" DESC);
CREATE INDEX "api_requests_failed_idx" ON "api_requests" ("workspace_id", "at" DESC, "id" DESC) WHERE "status" >= 400;
CREATE INDEX "api_requests_campaign_idx" ON "api_requests" ("workspace_id", "campaign_id", "at" DESC, "id" DESC) WHERE "campaign_id" IS NOT NULL;
CREATE INDEX "api_requests_idempotency_key_idx" ON "api_requests" ("workspace_id", "idempotency_key") WHERE "idempotency_key" IS NOT NULL;
CREATE INDEX "api_requests_api_key_id_at_id_idx" ON "api_requests" ("api_key_id", "at" DESC, "id" DESC);
CREATE INDEX "api_requests_at_idx" ON "api_requests" ("at");
