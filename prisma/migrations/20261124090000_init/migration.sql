-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "campaigns" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "type" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'draft',
    "draft" JSONB NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "live_version_id" UUID,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "launched_at" TIMESTAMPTZ(3),
    "stopped_at" TIMESTAMPTZ(3),
    "archived_at" TIMESTAMPTZ(3),
    "first_sent_at" TIMESTAMPTZ(3),
    "last_sent_at" TIMESTAMPTZ(3),
    "next_run_at" TIMESTAMPTZ(3),

    CONSTRAINT "campaigns_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaign_versions" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "campaign_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "content_hash" TEXT NOT NULL,
    "created_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "campaign_versions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaign_runs" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "campaign_id" UUID,
    "campaign_version_id" UUID,
    "dispatch_id" UUID,
    "scheduled_for" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "cursor" UUID,
    "expected_count" INTEGER,
    "enqueued_count" INTEGER NOT NULL DEFAULT 0,
    "skipped_count" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "campaign_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaign_receipts" (
    "campaign_id" UUID NOT NULL,
    "profile_id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "variation_id" TEXT NOT NULL,
    "control" BOOLEAN NOT NULL DEFAULT false,
    "received_count" INTEGER NOT NULL DEFAULT 1,
    "first_received_at" TIMESTAMPTZ(3) NOT NULL,
    "last_received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "campaign_receipts_pkey" PRIMARY KEY ("campaign_id","profile_id")
);

-- CreateTable
CREATE TABLE "campaign_decisions" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "campaign_id" UUID NOT NULL,
    "profile_id" UUID NOT NULL,
    "event_id" UUID,
    "reason" TEXT NOT NULL,
    "detail" JSONB,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "campaign_decisions_pkey" PRIMARY KEY ("id","decided_at")
) PARTITION BY RANGE ("decided_at");

-- CreateTable
CREATE TABLE "dispatches" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "campaign_id" UUID,
    "canvas_id" UUID,
    "send_id" TEXT,
    "kind" TEXT NOT NULL,
    "variation_id" TEXT,
    "webhook" JSONB,
    "request" JSONB,
    "scheduled_for" TIMESTAMPTZ(3),
    "cancelled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dispatches_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deliveries" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "campaign_id" UUID,
    "campaign_version_id" UUID,
    "variation_id" TEXT,
    "canvas_id" UUID,
    "canvas_version_id" UUID,
    "canvas_entry_id" UUID,
    "step_id" TEXT,
    "dispatch_id" UUID,
    "run_id" UUID,
    "profile_id" UUID,
    "external_user_id" TEXT,
    "host" TEXT,
    "url" TEXT,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "reason" TEXT,
    "input" JSONB NOT NULL DEFAULT '{}',
    "priority" SMALLINT NOT NULL DEFAULT 10,
    "attempts_count" INTEGER NOT NULL DEFAULT 0,
    "budget_used" SMALLINT NOT NULL DEFAULT 0,
    "queued_at" TIMESTAMPTZ(3),
    "next_attempt_at" TIMESTAMPTZ(3),
    "next_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "first_attempt_at" TIMESTAMPTZ(3),
    "delivered_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "test" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery_requests" (
    "delivery_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "method" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "headers" JSONB NOT NULL,
    "body" TEXT,
    "sealed" TEXT,

    CONSTRAINT "delivery_requests_pkey" PRIMARY KEY ("delivery_id","created_at")
) PARTITION BY RANGE ("created_at");

-- CreateTable
CREATE TABLE "attempts" (
    "delivery_id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'automatic',
    "host" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "timings" JSONB,
    "status_code" INTEGER,
    "error_class" TEXT,
    "error_message" TEXT,
    "response_headers" JSONB,
    "response_body" TEXT,
    "response_truncated" BOOLEAN NOT NULL DEFAULT false,
    "outcome" TEXT NOT NULL,
    "next_attempt_at" TIMESTAMPTZ(3),
    "next_reason" TEXT,
    "worker_id" TEXT,

    CONSTRAINT "attempts_pkey" PRIMARY KEY ("delivery_id","number","started_at")
) PARTITION BY RANGE ("started_at");

-- CreateTable
CREATE TABLE "replays" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "filter" JSONB NOT NULL,
    "before" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "cursor" UUID,
    "total_count" INTEGER NOT NULL,
    "done_count" INTEGER NOT NULL DEFAULT 0,
    "per_second" INTEGER,
    "created_by" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "replays_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "events" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "profile_id" UUID NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'event',
    "name" TEXT NOT NULL,
    "time" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "properties" JSONB NOT NULL DEFAULT '{}',
    "product_id" TEXT,
    "currency" TEXT,
    "price" DECIMAL(65,30),
    "quantity" INTEGER,

    CONSTRAINT "events_pkey" PRIMARY KEY ("id","received_at")
) PARTITION BY RANGE ("received_at");

-- CreateTable
CREATE TABLE "event_dedupes" (
    "workspace_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_dedupes_pkey" PRIMARY KEY ("workspace_id","event_id")
);

-- CreateTable
CREATE TABLE "event_names" (
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'event',
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "properties" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "event_names_pkey" PRIMARY KEY ("workspace_id","name")
);

-- CreateTable
CREATE TABLE "hosts" (
    "workspace_id" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "settings" JSONB NOT NULL DEFAULT '{}',
    "state" TEXT NOT NULL DEFAULT 'closed',
    "reason" TEXT,
    "open_count" INTEGER NOT NULL DEFAULT 0,
    "opened_at" TIMESTAMPTZ(3),
    "reopen_at" TIMESTAMPTZ(3),
    "probe_owner" TEXT,
    "probe_until" TIMESTAMPTZ(3),
    "ramp_from" TIMESTAMPTZ(3),
    "blocked_until" TIMESTAMPTZ(3),
    "learned_rate" DOUBLE PRECISION,
    "last_headers" JSONB,
    "last_headers_at" TIMESTAMPTZ(3),
    "epoch" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "hosts_pkey" PRIMARY KEY ("workspace_id","host")
);

-- CreateTable
CREATE TABLE "host_counters" (
    "workspace_id" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "bucket_at" TIMESTAMPTZ(0) NOT NULL,
    "worker_id" TEXT NOT NULL,
    "requests" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "throttled" INTEGER NOT NULL DEFAULT 0,
    "duration_ms" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "host_counters_pkey" PRIMARY KEY ("workspace_id","host","bucket_at","worker_id")
);

-- CreateTable
CREATE TABLE "host_events" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "kind" TEXT NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "host_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "worker_heartbeats" (
    "id" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "version" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "beat_at" TIMESTAMPTZ(3) NOT NULL,
    "stats" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "worker_heartbeats_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "profiles" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "attributes" JSONB NOT NULL DEFAULT '{}',
    "custom_attributes" JSONB NOT NULL DEFAULT '{}',
    "aliases" JSONB NOT NULL DEFAULT '[]',
    "language" TEXT,
    "country" TEXT,
    "time_zone" TEXT,
    "random_bucket" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "profiles_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "profile_aliases" (
    "workspace_id" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "profile_id" UUID NOT NULL,

    CONSTRAINT "profile_aliases_pkey" PRIMARY KEY ("workspace_id","label","name")
);

-- CreateTable
CREATE TABLE "receivers" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "script" JSONB NOT NULL DEFAULT '{}',
    "position" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "receivers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "received_requests" (
    "id" UUID NOT NULL,
    "receiver_id" UUID NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "method" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "headers" JSONB NOT NULL,
    "body" TEXT NOT NULL,
    "answered" INTEGER NOT NULL,

    CONSTRAINT "received_requests_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "segments" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "filter" JSONB NOT NULL,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "segments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "list_members" (
    "workspace_id" TEXT NOT NULL,
    "list_id" UUID NOT NULL,
    "profile_id" UUID NOT NULL,

    CONSTRAINT "list_members_pkey" PRIMARY KEY ("list_id","profile_id")
);

-- CreateTable
CREATE TABLE "lists" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "lists_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "templates" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "definition" JSONB NOT NULL,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "templates_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "content_blocks" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "content" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'active',
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "content_blocks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "content_block_versions" (
    "content_block_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "content" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT,

    CONSTRAINT "content_block_versions_pkey" PRIMARY KEY ("content_block_id","version")
);

-- CreateTable
CREATE TABLE "secrets" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "sealed" TEXT NOT NULL,
    "allowed_hosts" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "secrets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "locale" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "active_workspace_id" TEXT,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "accounts" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(3),
    "refresh_token_expires_at" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verifications" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "verifications_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rate_limits" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "last_request" BIGINT NOT NULL,

    CONSTRAINT "rate_limits_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workspaces" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "logo" TEXT,
    "metadata" TEXT,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "settings" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workspaces_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "members" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "members_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invitations" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "role" TEXT,
    "status" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "inviter_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "invitations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "scopes" TEXT[],
    "allowed_addresses" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entries" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor" JSONB NOT NULL,
    "action" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "request_id" TEXT,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "workspace_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "status" INTEGER,
    "body" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "completed_at" TIMESTAMPTZ(3),

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("workspace_id","key")
);

-- CreateIndex
CREATE INDEX "campaigns_workspace_id_created_at_id_idx" ON "campaigns"("workspace_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "campaigns_workspace_id_status_idx" ON "campaigns"("workspace_id", "status");

-- CreateIndex
CREATE INDEX "campaigns_next_run_at_idx" ON "campaigns"("next_run_at");

-- CreateIndex
CREATE INDEX "campaign_versions_workspace_id_idx" ON "campaign_versions"("workspace_id");

-- CreateIndex
CREATE UNIQUE INDEX "campaign_versions_campaign_id_number_key" ON "campaign_versions"("campaign_id", "number");

-- CreateIndex
CREATE INDEX "campaign_runs_workspace_id_campaign_id_created_at_idx" ON "campaign_runs"("workspace_id", "campaign_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "campaign_runs_campaign_id_scheduled_for_key" ON "campaign_runs"("campaign_id", "scheduled_for");

-- CreateIndex
CREATE INDEX "campaign_receipts_workspace_id_profile_id_idx" ON "campaign_receipts"("workspace_id", "profile_id");

-- CreateIndex
CREATE INDEX "campaign_decisions_workspace_id_profile_id_decided_at_idx" ON "campaign_decisions"("workspace_id", "profile_id", "decided_at" DESC);

-- CreateIndex
CREATE INDEX "campaign_decisions_workspace_id_campaign_id_decided_at_idx" ON "campaign_decisions"("workspace_id", "campaign_id", "decided_at" DESC);

-- CreateIndex
CREATE INDEX "dispatches_workspace_id_created_at_idx" ON "dispatches"("workspace_id", "created_at");

-- CreateIndex
CREATE INDEX "dispatches_workspace_id_send_id_idx" ON "dispatches"("workspace_id", "send_id");

-- CreateIndex
CREATE INDEX "dispatches_scheduled_for_idx" ON "dispatches"("scheduled_for");

-- CreateIndex
CREATE INDEX "deliveries_workspace_id_created_at_id_idx" ON "deliveries"("workspace_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "deliveries_workspace_id_campaign_id_created_at_id_idx" ON "deliveries"("workspace_id", "campaign_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "deliveries_workspace_id_profile_id_created_at_idx" ON "deliveries"("workspace_id", "profile_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "attempts_workspace_id_started_at_idx" ON "attempts"("workspace_id", "started_at" DESC);

-- CreateIndex
CREATE INDEX "replays_workspace_id_created_at_idx" ON "replays"("workspace_id", "created_at");

-- CreateIndex
CREATE INDEX "events_workspace_id_name_profile_id_time_idx" ON "events"("workspace_id", "name", "profile_id", "time");

-- CreateIndex
CREATE INDEX "events_workspace_id_profile_id_time_idx" ON "events"("workspace_id", "profile_id", "time" DESC);

-- CreateIndex
CREATE INDEX "events_workspace_id_received_at_id_idx" ON "events"("workspace_id", "received_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "event_dedupes_seen_at_idx" ON "event_dedupes"("seen_at");

-- CreateIndex
CREATE INDEX "host_counters_bucket_at_idx" ON "host_counters"("bucket_at");

-- CreateIndex
CREATE INDEX "host_events_workspace_id_host_at_idx" ON "host_events"("workspace_id", "host", "at" DESC);

-- CreateIndex
CREATE INDEX "worker_heartbeats_beat_at_idx" ON "worker_heartbeats"("beat_at");

-- CreateIndex
CREATE INDEX "profiles_workspace_id_created_at_id_idx" ON "profiles"("workspace_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "profiles_workspace_id_id_idx" ON "profiles"("workspace_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "profiles_workspace_id_external_id_key" ON "profiles"("workspace_id", "external_id");

-- CreateIndex
CREATE INDEX "profile_aliases_profile_id_idx" ON "profile_aliases"("profile_id");

-- CreateIndex
CREATE UNIQUE INDEX "receivers_token_key" ON "receivers"("token");

-- CreateIndex
CREATE UNIQUE INDEX "receivers_workspace_id_name_key" ON "receivers"("workspace_id", "name");

-- CreateIndex
CREATE INDEX "received_requests_receiver_id_received_at_id_idx" ON "received_requests"("receiver_id", "received_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "segments_workspace_id_created_at_id_idx" ON "segments"("workspace_id", "created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "segments_workspace_id_name_key" ON "segments"("workspace_id", "name");

-- CreateIndex
CREATE INDEX "list_members_workspace_id_profile_id_idx" ON "list_members"("workspace_id", "profile_id");

-- CreateIndex
CREATE UNIQUE INDEX "lists_workspace_id_name_key" ON "lists"("workspace_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "templates_workspace_id_name_key" ON "templates"("workspace_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "content_blocks_workspace_id_name_key" ON "content_blocks"("workspace_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "secrets_workspace_id_name_key" ON "secrets"("workspace_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_token_key" ON "sessions"("token");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE INDEX "accounts_user_id_idx" ON "accounts"("user_id");

-- CreateIndex
CREATE INDEX "verifications_identifier_idx" ON "verifications"("identifier");

-- CreateIndex
CREATE UNIQUE INDEX "rate_limits_key_key" ON "rate_limits"("key");

-- CreateIndex
CREATE UNIQUE INDEX "workspaces_slug_key" ON "workspaces"("slug");

-- CreateIndex
CREATE INDEX "members_user_id_idx" ON "members"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "members_workspace_id_user_id_key" ON "members"("workspace_id", "user_id");

-- CreateIndex
CREATE INDEX "invitations_workspace_id_status_idx" ON "invitations"("workspace_id", "status");

-- CreateIndex
CREATE INDEX "api_keys_prefix_idx" ON "api_keys"("prefix");

-- CreateIndex
CREATE INDEX "api_keys_workspace_id_created_at_idx" ON "api_keys"("workspace_id", "created_at");

-- CreateIndex
CREATE INDEX "audit_entries_workspace_id_at_id_idx" ON "audit_entries"("workspace_id", "at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "audit_entries_workspace_id_subject_type_subject_id_at_idx" ON "audit_entries"("workspace_id", "subject_type", "subject_id", "at");

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- AddForeignKey
ALTER TABLE "campaign_versions" ADD CONSTRAINT "campaign_versions_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaigns"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "received_requests" ADD CONSTRAINT "received_requests_receiver_id_fkey" FOREIGN KEY ("receiver_id") REFERENCES "receivers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "content_block_versions" ADD CONSTRAINT "content_block_versions_content_block_id_fkey" FOREIGN KEY ("content_block_id") REFERENCES "content_blocks"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_inviter_id_fkey" FOREIGN KEY ("inviter_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;



-- Hot rows are updated a few times each: leave room on the page so that updates stay in place.
ALTER TABLE "deliveries" SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE "hosts" SET (fillfactor = 50);

-- The queue's only scan: what is due and not yet in a job. Parked rows without a time are not in it.
CREATE INDEX "deliveries_due_idx" ON "deliveries" ("next_attempt_at")
  WHERE "queued_at" IS NULL AND "next_attempt_at" IS NOT NULL AND "status" IN ('pending', 'held', 'retrying');
-- What waits for one host, to count and to release it.
CREATE INDEX "deliveries_waiting_host_idx" ON "deliveries" ("workspace_id", "host", "next_attempt_at")
  WHERE "status" IN ('pending', 'held', 'retrying');
-- Rows in a job that may have been lost with its worker.
CREATE INDEX "deliveries_queued_idx" ON "deliveries" ("queued_at") WHERE "queued_at" IS NOT NULL AND "status" IN ('pending', 'held', 'retrying');
-- The log filtered by what is wrong.
CREATE INDEX "deliveries_status_idx" ON "deliveries" ("workspace_id", "status", "created_at" DESC, "id" DESC)
  WHERE "status" NOT IN ('delivered');
CREATE INDEX "deliveries_host_idx" ON "deliveries" ("workspace_id", "host", "created_at" DESC, "id" DESC);
CREATE INDEX "deliveries_canvas_idx" ON "deliveries" ("workspace_id", "canvas_id", "created_at" DESC, "id" DESC) WHERE "canvas_id" IS NOT NULL;
CREATE INDEX "deliveries_dispatch_idx" ON "deliveries" ("dispatch_id") WHERE "dispatch_id" IS NOT NULL;
CREATE INDEX "deliveries_run_idx" ON "deliveries" ("run_id") WHERE "run_id" IS NOT NULL;

CREATE INDEX "profiles_email_idx" ON "profiles" ("workspace_id", (lower("attributes"->>'email')));
CREATE INDEX "profiles_custom_attributes_idx" ON "profiles" USING gin ("custom_attributes" jsonb_path_ops);

-- Monthly partitions of the tables that only grow. A row outside all of them goes to the default partition,
-- so a late maintenance job never loses data.
CREATE FUNCTION ensure_month_partitions(parent text, months_ahead int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  first date;
  name text;
BEGIN
  FOR month IN 0..months_ahead LOOP
    first := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => month))::date;
    name := parent || '_' || to_char(first, 'YYYY_MM');
    IF to_regclass(format('%I', name)) IS NULL THEN
      EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
        name, parent, first::text || ' 00:00:00+00', (first + interval '1 month')::date::text || ' 00:00:00+00');
    END IF;
  END LOOP;
END $$;

-- Drops whole months that ended before the cut-off; answers how many.
CREATE FUNCTION drop_month_partitions(parent text, before timestamptz) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  part record;
  dropped int := 0;
BEGIN
  FOR part IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = parent::regclass AND c.relname ~ ('^' || parent || '_\d{4}_\d{2}$')
  LOOP
    IF to_date(right(part.relname, 7), 'YYYY_MM') + interval '1 month' <= (before AT TIME ZONE 'UTC') THEN
      EXECUTE format('DROP TABLE %I', part.relname);
      dropped := dropped + 1;
    END IF;
  END LOOP;
  RETURN dropped;
END $$;

CREATE TABLE "events_default" PARTITION OF "events" DEFAULT;
SELECT ensure_month_partitions('events', 2);
CREATE TABLE "attempts_default" PARTITION OF "attempts" DEFAULT;
SELECT ensure_month_partitions('attempts', 2);
CREATE TABLE "delivery_requests_default" PARTITION OF "delivery_requests" DEFAULT;
SELECT ensure_month_partitions('delivery_requests', 2);
CREATE TABLE "campaign_decisions_default" PARTITION OF "campaign_decisions" DEFAULT;
SELECT ensure_month_partitions('campaign_decisions', 2);
