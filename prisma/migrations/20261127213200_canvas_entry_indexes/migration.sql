-- Who waits at a step and since when: for what a shorter wait makes due, and for the people behind "here".
DROP INDEX "canvas_entries_here_idx";
CREATE INDEX "canvas_entries_at_step_idx" ON "canvas_entries"("canvas_id", "step_id", "since") INCLUDE ("id", "waiting_for", "wait_until") WHERE "state" = 'active';
-- Those who ended in a way that is rare among a million.
CREATE INDEX "canvas_entries_ended_idx" ON "canvas_entries"("canvas_id", "state", "entered_at" DESC, "id" DESC) WHERE "state" <> 'active';
