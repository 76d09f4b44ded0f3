-- Erasing or merging a person looks for what is theirs in every journey.
CREATE INDEX "canvas_people_workspace_id_profile_id_idx" ON "canvas_people" ("workspace_id", "profile_id");

-- Few calls keep their body: only those that wait for their time may name people.
CREATE INDEX "dispatches_with_request_idx" ON "dispatches" ("workspace_id") WHERE "request" IS NOT NULL;
