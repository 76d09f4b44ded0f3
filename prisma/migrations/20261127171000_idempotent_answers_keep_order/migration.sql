-- A repeated call gets the first answer again, with its fields in the order they had.
ALTER TABLE "idempotency_keys" ALTER COLUMN "body" TYPE json USING "body"::json;
