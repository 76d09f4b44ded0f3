-- Signing keys of a workspace, newest first; an empty list stands for the key derived from the encryption key.
ALTER TABLE "workspaces" ADD COLUMN "signing" JSONB NOT NULL DEFAULT '[]';
