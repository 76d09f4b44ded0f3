-- A receipt is of the moment a message is sent, which may lie ahead; what was received until then is remembered beside it.
ALTER TABLE "campaign_receipts" ADD COLUMN "previous_received_at" TIMESTAMPTZ(3);
