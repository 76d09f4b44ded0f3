-- What people did within the window after they got a campaign: once per person and goal.
CREATE TABLE "campaign_conversions" (
    "campaign_id" UUID NOT NULL,
    "goal" SMALLINT NOT NULL,
    "profile_id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "variation_id" TEXT NOT NULL,
    "event_id" UUID NOT NULL,
    "converted_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "campaign_conversions_pkey" PRIMARY KEY ("campaign_id","goal","profile_id")
);
CREATE INDEX "campaign_conversions_workspace_id_profile_id_idx" ON "campaign_conversions"("workspace_id", "profile_id");

-- Who is inside the segments whose entry starts something, so that an entry can be told from staying.
CREATE TABLE "segment_members" (
    "segment_id" UUID NOT NULL,
    "profile_id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,

    CONSTRAINT "segment_members_pkey" PRIMARY KEY ("segment_id","profile_id")
);
CREATE INDEX "segment_members_workspace_id_profile_id_idx" ON "segment_members"("workspace_id", "profile_id");

-- Counting who did something needs the person and the time only: answered from the index alone.
CREATE INDEX "events_named_idx" ON "events" ("workspace_id", "name", "time" DESC) INCLUDE ("profile_id", "kind");
