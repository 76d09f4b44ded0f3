-- People inside, part by part, whatever else the table holds.
CREATE INDEX "canvas_entries_inside_idx" ON "canvas_entries"("canvas_id", "id") WHERE "state" = 'active';
