ALTER TABLE "hosts"
  ADD COLUMN "paused_urls" JSONB NOT NULL DEFAULT '{}',
  ADD COLUMN "learned_at" TIMESTAMPTZ(3);

-- Remembers the allowance a receiver announced. Within one window the lowest number counts: answers overtake each other.
CREATE FUNCTION note_window(for_workspace text, for_scope text, remaining int, lasts_seconds float8)
RETURNS void LANGUAGE sql AS $$
  INSERT INTO host_buckets AS b (workspace_id, scope, tat, window_left, window_until)
  VALUES (for_workspace, for_scope, '-infinity', remaining, clock_timestamp() + make_interval(secs => lasts_seconds))
  ON CONFLICT (workspace_id, scope) DO UPDATE SET
    window_left = CASE WHEN b.window_until > clock_timestamp() AND excluded.window_until <= b.window_until + interval '1.5 seconds'
      THEN least(b.window_left, excluded.window_left) ELSE excluded.window_left END,
    window_until = CASE WHEN b.window_until > clock_timestamp() AND excluded.window_until <= b.window_until + interval '1.5 seconds'
      THEN b.window_until ELSE excluded.window_until END;
$$;

-- Takes up to `want` of the announced allowance. No row: there is no window now.
CREATE FUNCTION take_window(for_workspace text, for_scope text, want int)
RETURNS TABLE (taken int, left_over int, wait_seconds float8) LANGUAGE sql AS $$
  WITH before AS MATERIALIZED (
    SELECT b.window_left, b.window_until FROM host_buckets b
     WHERE b.workspace_id = for_workspace AND b.scope = for_scope AND b.window_until > clock_timestamp() FOR UPDATE
  )
  UPDATE host_buckets b SET window_left = before.window_left - least(before.window_left, want)
    FROM before WHERE b.workspace_id = for_workspace AND b.scope = for_scope
  RETURNING least(before.window_left, want), b.window_left, extract(epoch FROM b.window_until - clock_timestamp())::float8;
$$;
