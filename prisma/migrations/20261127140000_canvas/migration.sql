CREATE TABLE "canvases" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "status" TEXT NOT NULL DEFAULT 'draft',
    "holding" BOOLEAN NOT NULL DEFAULT false,
    "draft" JSON NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "live_version_id" UUID,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "launched_at" TIMESTAMPTZ(3),
    "stopped_at" TIMESTAMPTZ(3),
    "archived_at" TIMESTAMPTZ(3),
    "next_run_at" TIMESTAMPTZ(3),

    CONSTRAINT "canvases_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "canvas_versions" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "canvas_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "definition" JSON NOT NULL,
    "content_hash" TEXT NOT NULL,
    "note" TEXT,
    "created_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "canvas_versions_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "canvas_entries" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "canvas_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "profile_id" UUID NOT NULL,
    "external_user_id" TEXT NOT NULL,
    "variant_id" TEXT,
    "state" TEXT NOT NULL DEFAULT 'active',
    "reason" TEXT,
    "step_id" TEXT,
    "seq" INTEGER NOT NULL DEFAULT 0,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "waiting_for" TEXT,
    "wait_until" TIMESTAMPTZ(3),
    "wake_at" TIMESTAMPTZ(3),
    "listens" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "delivery_id" UUID,
    "context" JSON NOT NULL DEFAULT '{}',
    "event" JSON,
    "started_by" TEXT NOT NULL,
    "parent_entry_id" UUID,
    "entered_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "canvas_entries_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "canvas_moves" (
    "entry_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "canvas_id" UUID NOT NULL,
    "step_id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "reason" TEXT,
    "cause" TEXT NOT NULL,
    "cause_id" TEXT,
    "delivery_id" UUID,
    "arrived_at" TIMESTAMPTZ(3) NOT NULL,
    "left_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "canvas_moves_pkey" PRIMARY KEY ("entry_id","seq")
);

CREATE TABLE "canvas_counts" (
    "version_id" UUID NOT NULL,
    "step_id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "shard" SMALLINT NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "canvas_counts_pkey" PRIMARY KEY ("version_id","step_id","path","shard")
);

CREATE TABLE "canvas_people" (
    "canvas_id" UUID NOT NULL,
    "profile_id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "entries_count" INTEGER NOT NULL DEFAULT 1,
    "last_entered_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "canvas_people_pkey" PRIMARY KEY ("canvas_id","profile_id")
);

CREATE TABLE "canvas_conversions" (
    "entry_id" UUID NOT NULL,
    "index" SMALLINT NOT NULL,
    "canvas_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "converted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "canvas_conversions_pkey" PRIMARY KEY ("entry_id","index")
);

CREATE INDEX "canvases_workspace_id_created_at_id_idx" ON "canvases"("workspace_id", "created_at" DESC, "id" DESC);
CREATE INDEX "canvases_workspace_id_status_idx" ON "canvases"("workspace_id", "status");
CREATE UNIQUE INDEX "canvas_versions_canvas_id_number_key" ON "canvas_versions"("canvas_id", "number");
CREATE INDEX "canvas_versions_workspace_id_idx" ON "canvas_versions"("workspace_id");
CREATE INDEX "canvas_entries_canvas_id_entered_at_id_idx" ON "canvas_entries"("canvas_id", "entered_at" DESC, "id" DESC);
CREATE INDEX "canvas_entries_workspace_id_profile_id_entered_at_idx" ON "canvas_entries"("workspace_id", "profile_id", "entered_at" DESC);
CREATE INDEX "canvas_conversions_canvas_id_converted_at_idx" ON "canvas_conversions"("canvas_id", "converted_at");
-- What falls due next: the only scan while everybody waits.
CREATE INDEX "canvas_entries_due_idx" ON "canvas_entries"("wake_at") WHERE "wake_at" IS NOT NULL;
-- Whom an event may concern.
CREATE INDEX "canvas_entries_listening_idx" ON "canvas_entries"("profile_id") WHERE "state" = 'active' AND "listens" <> '{}';
-- How many are where.
CREATE INDEX "canvas_entries_here_idx" ON "canvas_entries"("canvas_id", "version_id", "step_id") WHERE "state" = 'active';
CREATE INDEX "canvas_entries_parent_idx" ON "canvas_entries"("parent_entry_id") WHERE "parent_entry_id" IS NOT NULL;

ALTER TABLE "canvas_versions" ADD CONSTRAINT "canvas_versions_canvas_id_fkey" FOREIGN KEY ("canvas_id") REFERENCES "canvases"("id") ON DELETE CASCADE ON UPDATE CASCADE;
