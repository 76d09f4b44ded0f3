-- Why a planned send was refused when it was due: whoever planned it finds the reason by the id of the send.
ALTER TABLE "dispatches" ADD COLUMN "refused" JSONB;
