-- The pace a receiver announced as its policy (RateLimit-Policy: q ÷ w), and when it last said so.
ALTER TABLE "hosts" ADD COLUMN "announced_rate" DOUBLE PRECISION, ADD COLUMN "announced_at" TIMESTAMPTZ(3);
