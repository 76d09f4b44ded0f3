-- The bucket remembers a time, so a debt made at a slow pace would be paid back at that pace whatever limit holds now.
-- Nobody can owe more than the burst and the second that tokens are taken ahead of their time: what lies beyond is
-- forgotten as soon as somebody asks at a faster pace.
CREATE OR REPLACE FUNCTION reserve_tokens(for_workspace text, for_scope text, per_second float8, burst float8, ahead float8, want int)
RETURNS TABLE (granted int, excess_seconds float8, wait_seconds float8) LANGUAGE plpgsql AS $$
DECLARE
  at timestamptz;
  stored timestamptz;
  start timestamptz;
  free float8;
BEGIN
  INSERT INTO host_buckets (workspace_id, scope, tat) VALUES (for_workspace, for_scope, '-infinity') ON CONFLICT DO NOTHING;
  SELECT b.tat INTO stored FROM host_buckets b WHERE b.workspace_id = for_workspace AND b.scope = for_scope FOR UPDATE;
  at := clock_timestamp();
  start := least(greatest(stored, at), at + make_interval(secs => burst / per_second + greatest(1, ahead / per_second)));
  excess_seconds := extract(epoch FROM start - at);
  free := burst + ahead - excess_seconds * per_second;
  granted := greatest(0, least(want, floor(free + 1e-6)::int));
  start := start + make_interval(secs => granted / per_second);
  IF granted > 0 OR start < stored THEN
    UPDATE host_buckets b SET tat = start WHERE b.workspace_id = for_workspace AND b.scope = for_scope;
  END IF;
  wait_seconds := CASE WHEN granted = want THEN 0
    ELSE greatest(0, (1 - (burst - extract(epoch FROM start - at) * per_second)) / per_second) END;
  RETURN NEXT;
END $$;
