-- A version that goes live at a later time, with what becomes of the people inside.
ALTER TABLE "canvases" ADD COLUMN "publish_at" TIMESTAMPTZ(3), ADD COLUMN "publish_plan" JSON;
