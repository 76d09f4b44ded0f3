-- jsonb sorts the keys of objects; what an author wrote keeps its order in json.
ALTER TABLE "campaigns" ALTER COLUMN "draft" TYPE json USING "draft"::json;
ALTER TABLE "campaign_versions" ALTER COLUMN "definition" TYPE json USING "definition"::json;
ALTER TABLE "deliveries" ALTER COLUMN "input" DROP DEFAULT;
ALTER TABLE "deliveries" ALTER COLUMN "input" TYPE json USING "input"::json;
ALTER TABLE "deliveries" ALTER COLUMN "input" SET DEFAULT '{}';
