-- Times in which nothing is sent to a host.
CREATE TABLE "host_windows" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT,
    "state" TEXT NOT NULL DEFAULT 'planned',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "host_windows_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "host_windows_workspace_id_host_starts_at_idx" ON "host_windows"("workspace_id", "host", "starts_at");
CREATE INDEX "host_windows_open_idx" ON "host_windows"("id") WHERE "state" IN ('planned', 'active');

CREATE TABLE "alerts" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "subject_name" TEXT NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "acknowledged_at" TIMESTAMPTZ(3),
    "acknowledged_by" TEXT,

    CONSTRAINT "alerts_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "alerts_workspace_id_opened_at_idx" ON "alerts"("workspace_id", "opened_at" DESC);
-- One open alert per cause, however many workers look.
CREATE UNIQUE INDEX "alerts_open_key" ON "alerts"("workspace_id", "kind", "subject") WHERE "closed_at" IS NULL;

CREATE TABLE "alert_settings" (
    "workspace_id" TEXT NOT NULL,
    "settings" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "alert_settings_pkey" PRIMARY KEY ("workspace_id")
);

-- What used up its attempts lately; small, because few deliveries end like that.
CREATE INDEX "deliveries_exhausted_idx" ON "deliveries" ("workspace_id", "finished_at")
  WHERE "status" = 'failed' AND "reason" = 'exhausted_retries';
