-- Since when a planned call that is due waits for its journey to go on: until it is made it can be changed and called off.
ALTER TABLE "dispatches" ADD COLUMN "waiting_since" TIMESTAMPTZ(3);
