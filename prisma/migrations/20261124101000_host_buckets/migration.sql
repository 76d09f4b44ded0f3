-- AlterTable
ALTER TABLE "hosts" ADD COLUMN "signing" JSONB NOT NULL DEFAULT '[]';

-- Tokens of throttled scopes. Unlogged: written often, worth nothing after a crash.
CREATE UNLOGGED TABLE "host_buckets" (
    "workspace_id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "tat" TIMESTAMPTZ(6) NOT NULL,
    "window_left" INTEGER,
    "window_until" TIMESTAMPTZ(3),

    CONSTRAINT "host_buckets_pkey" PRIMARY KEY ("workspace_id","scope")
) WITH (fillfactor = 50);

-- Generic cell rate algorithm on the database's clock: takes up to `want` tokens, answers how many and, when
-- fewer, after how many seconds the next one is due.
CREATE FUNCTION acquire_tokens(for_workspace text, for_scope text, per_second float8, burst float8, want int)
RETURNS TABLE (granted int, wait_seconds float8) LANGUAGE plpgsql AS $$
DECLARE
  at timestamptz;
  start timestamptz;
  free float8;
BEGIN
  INSERT INTO host_buckets (workspace_id, scope, tat) VALUES (for_workspace, for_scope, '-infinity') ON CONFLICT DO NOTHING;
  SELECT b.tat INTO start FROM host_buckets b WHERE b.workspace_id = for_workspace AND b.scope = for_scope FOR UPDATE;
  at := clock_timestamp();
  start := greatest(start, at);
  free := burst - extract(epoch FROM start - at) * per_second;
  granted := greatest(0, least(want, floor(free + 1e-6)::int));
  start := start + make_interval(secs => granted / per_second);
  IF granted > 0 THEN
    UPDATE host_buckets b SET tat = start WHERE b.workspace_id = for_workspace AND b.scope = for_scope;
  END IF;
  wait_seconds := CASE WHEN granted = want THEN 0
    ELSE greatest(0, (1 - (burst - extract(epoch FROM start - at) * per_second)) / per_second) END;
  RETURN NEXT;
END $$;
