-- Addresses that take the webhooks of other systems, and what they took.
CREATE TABLE "inbound_endpoints" (
  "id" UUID NOT NULL PRIMARY KEY,
  "workspace_id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "token" TEXT NOT NULL UNIQUE,
  "scheme" TEXT NOT NULL,
  "sealed_secret" TEXT,
  "mapping" JSON NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX "inbound_endpoints_workspace_id_name_key" ON "inbound_endpoints" ("workspace_id", "name");

CREATE TABLE "inbound_calls" (
  "id" UUID NOT NULL PRIMARY KEY,
  "endpoint_id" UUID NOT NULL REFERENCES "inbound_endpoints" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "received_at" TIMESTAMPTZ(3) NOT NULL,
  "status" TEXT NOT NULL,
  "reason" TEXT,
  "event_key" TEXT,
  "events_count" INTEGER NOT NULL DEFAULT 0,
  "headers" JSONB NOT NULL,
  "body" TEXT NOT NULL
);
CREATE INDEX "inbound_calls_endpoint_id_event_key_idx" ON "inbound_calls" ("endpoint_id", "event_key");
CREATE INDEX "inbound_calls_endpoint_id_received_at_id_idx" ON "inbound_calls" ("endpoint_id", "received_at" DESC, "id" DESC);
