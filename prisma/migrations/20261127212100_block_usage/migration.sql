-- Names of the content blocks that messages include, found without reading every message.
CREATE FUNCTION content_blocks_in(message TEXT) RETURNS TEXT[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT coalesce(array_agg(DISTINCT coalesce(found[1], found[2])), '{}')
    FROM regexp_matches(message, 'content_blocks\.(?:\$\{([A-Za-z0-9_-]+)\}|([A-Za-z0-9_-]+))', 'g') AS found
$$;
-- The text of a json value is what was stored: it depends on nothing else.
CREATE FUNCTION content_blocks_in(message JSON) RETURNS TEXT[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT coalesce(array_agg(DISTINCT coalesce(found[1], found[2])), '{}')
    FROM regexp_matches(message::text, 'content_blocks\.(?:\$\{([A-Za-z0-9_-]+)\}|([A-Za-z0-9_-]+))', 'g') AS found
$$;

CREATE INDEX "campaigns_content_blocks_idx" ON "campaigns" USING gin (content_blocks_in("draft"));
CREATE INDEX "campaign_versions_content_blocks_idx" ON "campaign_versions" USING gin (content_blocks_in("definition"));
CREATE INDEX "canvases_content_blocks_idx" ON "canvases" USING gin (content_blocks_in("draft"));
CREATE INDEX "canvas_versions_content_blocks_idx" ON "canvas_versions" USING gin (content_blocks_in("definition"));
CREATE INDEX "content_blocks_content_blocks_idx" ON "content_blocks" USING gin (content_blocks_in("content"));
