-- When a delivery parked by a paused campaign or canvas was due. It was kept inside "input", which lost the order of keys there.
ALTER TABLE "deliveries" ADD COLUMN "due_at" TIMESTAMPTZ(3);

UPDATE "deliveries"
   SET "due_at" = ("input"->>'due_at')::timestamptz, "input" = ("input"::jsonb - 'due_at')::json
 WHERE "status" = 'held' AND "reason" IN ('campaign_paused', 'canvas_paused') AND "input"::jsonb ? 'due_at';
