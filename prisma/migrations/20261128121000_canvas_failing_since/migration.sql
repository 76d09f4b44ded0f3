-- Since when the next turn of an entry fails: it is tried again, more and more rarely, and ended only after hours.
ALTER TABLE "canvas_entries" ADD COLUMN "failing_since" TIMESTAMPTZ(3);
