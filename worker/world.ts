/** What the dispatcher needs of campaigns, secrets and content blocks: the one place where delivery meets them. */
import { holdBack } from "#lib/campaign/service-hold-back.ts";
import { planOfCall, planOfVersion } from "#lib/campaign/service-plan.ts";
import { holdBackOfJourneys } from "#lib/canvas/service-hold-back.ts";
import { planOfStep } from "#lib/canvas/service-plan.ts";
import type { SendingWorld } from "#lib/delivery/service-prepare.ts";
import { noteSecretsUsed, secretsFor } from "#lib/secret/service.ts";
import { contentBlocksFor } from "#lib/template/service.ts";

export const sendingWorld: SendingWorld = {
  holdBack: async (rows, now) =>
    new Map([...(await holdBack(rows, now)), ...(await holdBackOfJourneys(rows, now))]),
  planFor(row) {
    if (row.input.webhook !== undefined) return planOfCall(row);
    if (row.canvas_version_id && row.step_id)
      return planOfStep(row.workspace_id, row.canvas_version_id, row.step_id);
    return row.campaign_version_id && row.variation_id
      ? planOfVersion(row.workspace_id, row.campaign_version_id, row.variation_id)
      : Promise.resolve(null);
  },
  secretsFor,
  secretsUsed: noteSecretsUsed,
  contentBlocksFor: async (workspaceId) => ({ ...(await contentBlocksFor(workspaceId)) }),
};
