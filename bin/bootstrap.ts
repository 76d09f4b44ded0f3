/** Fills an empty database as the settings ask. Says on its output whether the first visitor has to set it up. */
import { createGivenApiKey } from "#lib/api-key/service.ts";
import { closeDatabase } from "#lib/platform/db.ts";
import { closeQueue } from "#lib/platform/queue.ts";
import { loadSampleWorkspace } from "#lib/sample/service.ts";
import { bootstrapInstance, setupNeeded } from "#lib/workspace/service.ts";

const created = await bootstrapInstance(new Date(), {
  createApiKey: createGivenApiKey,
  loadSampleData: loadSampleWorkspace,
});
const needed = await setupNeeded();
await closeQueue();
await closeDatabase();
process.stdout.write(`${JSON.stringify({ created: created !== null, setupNeeded: needed })}\n`);
process.exit(0);
