-- Deliveries that wait for a host or a pace lie parked behind it and cost nothing: they are in no job and in no list
-- of due rows. A releaser lets them go in chunks, as fast as the scope takes them.
ALTER TABLE "deliveries" ADD COLUMN "parked_scope" TEXT;
CREATE INDEX "deliveries_parked_idx" ON "deliveries" ("workspace_id", "parked_scope", "priority", "id")
  WHERE "parked_scope" IS NOT NULL AND "queued_at" IS NULL AND "status" IN ('held', 'retrying');

-- CreateTable
CREATE TABLE "parkings" (
    "workspace_id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "release_at" TIMESTAMPTZ(3) NOT NULL,
    "released_at" TIMESTAMPTZ(3),
    "per_second" DOUBLE PRECISION,

    CONSTRAINT "parkings_pkey" PRIMARY KEY ("workspace_id","scope")
) WITH (fillfactor = 50);

-- CreateIndex
CREATE INDEX "parkings_release_at_idx" ON "parkings"("release_at");
