-- The person behind a key: who approves with a key that they made approves in person.
ALTER TABLE "api_keys" ADD COLUMN "created_by_user" TEXT;

-- Keys of before: the log knows who made them.
UPDATE api_keys k SET created_by_user = e.actor->>'userId'
  FROM audit_entries e
 WHERE e.workspace_id = k.workspace_id AND e.subject_type = 'api_key' AND e.actor->>'kind' = 'user'
   AND ((e.action = 'api_key.created' AND e.subject_id = k.id::text)
     OR (e.action = 'api_key.rotated' AND e.after->>'api_key_id' = k.id::text));
