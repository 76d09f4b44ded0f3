-- A replay may be slowed to less than one a second, and may render anew with the version that is live.
ALTER TABLE "replays" ALTER COLUMN "per_second" TYPE DOUBLE PRECISION;
ALTER TABLE "replays" ADD COLUMN "version" TEXT NOT NULL DEFAULT 'same';
ALTER TABLE "deliveries" ADD COLUMN "replay_of" UUID;
