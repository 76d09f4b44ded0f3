-- AlterTable
ALTER TABLE "event_names" ADD COLUMN "status" TEXT NOT NULL DEFAULT 'active';

-- CreateTable
CREATE TABLE "event_rejections" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "rejected_at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT,
    "external_id" TEXT,
    "code" TEXT NOT NULL,
    "field" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "hint" TEXT,

    CONSTRAINT "event_rejections_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "event_rejections_workspace_id_rejected_at_id_idx" ON "event_rejections"("workspace_id", "rejected_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "event_rejections_rejected_at_idx" ON "event_rejections"("rejected_at");
