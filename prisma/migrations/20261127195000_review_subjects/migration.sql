-- A review is of a campaign or of a canvas, keeps what was put up, and collects decisions section by section.
ALTER TABLE "reviews" ALTER COLUMN "campaign_id" DROP NOT NULL;
ALTER TABLE "reviews" ADD COLUMN "canvas_id" UUID;
ALTER TABLE "reviews" ADD COLUMN "content" JSON NOT NULL DEFAULT '{}';
ALTER TABLE "reviews" ADD COLUMN "sections" JSONB NOT NULL DEFAULT '{}';
ALTER TABLE "reviews" ADD COLUMN "authors" JSONB NOT NULL DEFAULT '[]';
ALTER TABLE "reviews" ADD COLUMN "reviewers" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];
ALTER TABLE "reviews" ADD COLUMN "due_at" TIMESTAMPTZ(3);
ALTER TABLE "reviews" ADD COLUMN "samples" JSONB NOT NULL DEFAULT '[]';
ALTER TABLE "reviews" ADD COLUMN "facts" JSONB NOT NULL DEFAULT '{}';
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_one_subject" CHECK (num_nonnulls("campaign_id", "canvas_id") = 1);
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_canvas_id_fkey" FOREIGN KEY ("canvas_id") REFERENCES "canvases"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "reviews_canvas_id_created_at_idx" ON "reviews"("canvas_id", "created_at" DESC);

-- Reviews asked for before this version carry no copy of what was put up: they are asked for again.
UPDATE "reviews" SET "status" = 'withdrawn' WHERE "status" = 'requested';
DROP INDEX "reviews_one_open_per_content";
CREATE UNIQUE INDEX "reviews_one_open_per_campaign" ON "reviews"("campaign_id") WHERE "status" = 'requested';
CREATE UNIQUE INDEX "reviews_one_open_per_canvas" ON "reviews"("canvas_id") WHERE "status" = 'requested';

-- The open review of a campaign or canvas: its content is not edited meanwhile.
ALTER TABLE "campaigns" ADD COLUMN "review_id" UUID;
ALTER TABLE "canvases" ADD COLUMN "review_id" UUID;

CREATE TABLE "review_decisions" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "review_id" UUID NOT NULL,
    "subject_id" UUID NOT NULL,
    "verdict" TEXT NOT NULL,
    "sections" JSONB NOT NULL,
    "decided_by" JSONB NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "decided_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "review_decisions_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "review_decisions_subject_idx" ON "review_decisions"("workspace_id", "subject_id", "decided_at" DESC, "id" DESC);
CREATE INDEX "review_decisions_review_id_idx" ON "review_decisions"("review_id");
ALTER TABLE "review_decisions" ADD CONSTRAINT "review_decisions_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "reviews"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "review_comments" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "review_id" UUID NOT NULL,
    "subject_id" UUID NOT NULL,
    "parent_id" UUID,
    "field" TEXT,
    "line" INTEGER,
    "line_text" TEXT,
    "body" TEXT NOT NULL,
    "author" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "resolved_by" JSONB,
    "resolved_at" TIMESTAMPTZ(3),
    CONSTRAINT "review_comments_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "review_comments_subject_idx" ON "review_comments"("workspace_id", "subject_id", "created_at", "id");
ALTER TABLE "review_comments" ADD CONSTRAINT "review_comments_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "reviews"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "review_comments" ADD CONSTRAINT "review_comments_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "review_comments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "review_share_links" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "review_id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "created_by" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "opened_count" INTEGER NOT NULL DEFAULT 0,
    "last_opened_at" TIMESTAMPTZ(3),
    CONSTRAINT "review_share_links_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "review_share_links_token_hash_key" ON "review_share_links"("token_hash");
CREATE INDEX "review_share_links_review_id_idx" ON "review_share_links"("review_id");
ALTER TABLE "review_share_links" ADD CONSTRAINT "review_share_links_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "reviews"("id") ON DELETE CASCADE ON UPDATE CASCADE;
