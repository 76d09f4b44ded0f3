-- What a version leaves with does not change when a content block is edited later: name → source of every block it
-- includes, as they were when it was published. NULL for versions of before, which follow the blocks.
ALTER TABLE "campaign_versions" ADD COLUMN "content_blocks" JSON;
ALTER TABLE "canvas_versions" ADD COLUMN "content_blocks" JSON;
