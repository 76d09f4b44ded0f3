-- People are found by their telephone number; most have none.
CREATE INDEX profiles_phone_idx ON profiles (workspace_id, (attributes->>'phone')) WHERE attributes->>'phone' IS NOT NULL;
