-- Who took which way out of a step, and what happened in a span of time.
CREATE INDEX "canvas_moves_step_idx" ON "canvas_moves"("canvas_id", "step_id", "path");
CREATE INDEX "canvas_moves_left_at_idx" ON "canvas_moves"("canvas_id", "left_at");
-- People whom nothing will move: a healthy canvas has none, so the index is empty.
CREATE INDEX "canvas_entries_unwatched_idx" ON "canvas_entries"("canvas_id") WHERE "state" = 'active' AND "wake_at" IS NULL;
