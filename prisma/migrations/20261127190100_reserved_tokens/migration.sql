-- As acquire_tokens, but tokens may be had `ahead` of their time: whoever takes them sends at the moments they fall due,
-- so that none is lost between two visits here. `excess_seconds` says how far the bucket was ahead of the clock before.
CREATE FUNCTION reserve_tokens(for_workspace text, for_scope text, per_second float8, burst float8, ahead float8, want int)
RETURNS TABLE (granted int, excess_seconds float8, wait_seconds float8) LANGUAGE plpgsql AS $$
DECLARE
  at timestamptz;
  start timestamptz;
  free float8;
BEGIN
  INSERT INTO host_buckets (workspace_id, scope, tat) VALUES (for_workspace, for_scope, '-infinity') ON CONFLICT DO NOTHING;
  SELECT b.tat INTO start FROM host_buckets b WHERE b.workspace_id = for_workspace AND b.scope = for_scope FOR UPDATE;
  at := clock_timestamp();
  start := greatest(start, at);
  excess_seconds := extract(epoch FROM start - at);
  free := burst + ahead - excess_seconds * per_second;
  granted := greatest(0, least(want, floor(free + 1e-6)::int));
  start := start + make_interval(secs => granted / per_second);
  IF granted > 0 THEN
    UPDATE host_buckets b SET tat = start WHERE b.workspace_id = for_workspace AND b.scope = for_scope;
  END IF;
  wait_seconds := CASE WHEN granted = want THEN 0
    ELSE greatest(0, (1 - (burst - extract(epoch FROM start - at) * per_second)) / per_second) END;
  RETURN NEXT;
END $$;
