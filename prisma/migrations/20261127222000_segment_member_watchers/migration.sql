-- Campaigns and journeys that wait for the same segment each note for themselves who entered.
ALTER TABLE "segment_members" ADD COLUMN "watcher" TEXT NOT NULL DEFAULT 'campaign';
ALTER TABLE "segment_members" DROP CONSTRAINT "segment_members_pkey",
  ADD CONSTRAINT "segment_members_pkey" PRIMARY KEY ("segment_id", "watcher", "profile_id");
