-- AlterTable
ALTER TABLE "receivers" ADD COLUMN "vendor" TEXT;

-- CreateTable
CREATE TABLE "receiver_entries" (
    "receiver_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "receiver_entries_pkey" PRIMARY KEY ("receiver_id", "key")
);

-- CreateIndex
CREATE INDEX "receiver_entries_receiver_id_updated_at_idx" ON "receiver_entries"("receiver_id", "updated_at" DESC);

-- AddForeignKey
ALTER TABLE "receiver_entries" ADD CONSTRAINT "receiver_entries_receiver_id_fkey" FOREIGN KEY ("receiver_id") REFERENCES "receivers"("id") ON DELETE CASCADE ON UPDATE CASCADE;
