-- The key that a rotation made in place of this one, so that the overlap can be shown.
ALTER TABLE "api_keys" ADD COLUMN "replaced_by" UUID;
