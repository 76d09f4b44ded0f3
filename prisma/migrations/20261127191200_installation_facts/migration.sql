-- What is known about the installation as a whole, such as its last backup.
CREATE TABLE "installation_facts" (
    "name" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "installation_facts_pkey" PRIMARY KEY ("name")
);
