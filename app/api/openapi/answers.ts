/** What operations answer when they succeed, and a sentence about those that need one. */
import { z } from "zod";
import { reportPageSchema } from "#lib/analytics/schema.ts";
import { ApiKeyList, ApiKeyView, CreatedApiKey } from "#lib/api-key/schema.ts";
import { apiRequestPageSchema } from "#lib/api-log/schema.ts";
import { bulkPageSchema, bulkResultPageSchema, bulkViewSchema } from "#lib/bulk/schema.ts";
import { previewAnswerSchema } from "#lib/campaign/preview-schema.ts";
import {
  checkAnswerSchema,
  latestDryRunSchema,
  sampleListSchema,
  sampleViewSchema,
} from "#lib/campaign/sample-schema.ts";
import { campaignAnswerSchema, campaignPageSchema } from "#lib/campaign/schema.ts";
import { sendPageSchema } from "#lib/campaign/sends-schema.ts";
import {
  campaignExplainSchema,
  campaignStatsSchema,
  estimateSchema,
  failuresSchema,
  runListSchema,
} from "#lib/campaign/stats-schema.ts";
import {
  campaignChangesSchema,
  versionDetailSchema,
  versionListSchema,
} from "#lib/campaign/version-schema.ts";
import { personJourneysSchema } from "#lib/canvas/person-schema.ts";
import { hostEgressSchema, hostUsageSchema } from "#lib/delivery/host-overview-schema.ts";
import { attemptSchema, deliveryDetailSchema, deliveryPageSchema } from "#lib/delivery/schema.ts";
import {
  revealedSigningSchema,
  rotatedSigningSchema,
  signingViewSchema,
  workspaceSigningViewSchema,
} from "#lib/delivery/signing-keys.ts";
import {
  eventCatalogueSchema,
  eventNamesSchema,
  eventPageSchema,
  rejectionPageSchema,
} from "#lib/event/view-schema.ts";
import { hostDetailSchema } from "#lib/host/schema.ts";
import { importPageSchema, importViewSchema } from "#lib/import/schema.ts";
import { userDetailSchema, userPageSchema } from "#lib/profile/user-schema.ts";
import { threadSchema } from "#lib/review/comment-schema.ts";
import {
  approvalViewSchema,
  reviewDetailSchema,
  reviewDraftSchema,
  reviewPageSchema,
  reviewViewSchema,
  waitingSchema,
} from "#lib/review/schema.ts";
import { createdShareLinkSchema, shareLinkListSchema } from "#lib/review/share-schema.ts";
import { secretListSchema, secretViewSchema } from "#lib/secret/schema.ts";
import {
  listChangeSchema,
  listPageSchema,
  listViewSchema,
  personMembershipsSchema,
} from "#lib/segment/list-schema.ts";
import { segmentViewSchema } from "#lib/segment/resource-schema.ts";
import {
  blockPreviewSchema,
  blockUsageSchema,
  blockVersionsSchema,
} from "#lib/template/block-usage-schema.ts";
import { contentBlockViewSchema } from "#lib/template/content-block-schema.ts";
import { templatePageSchema, templateViewSchema } from "#lib/template/webhook-template-schema.ts";
import { AuditLogPage, MemberList, WorkspaceView } from "#lib/workspace/schema.ts";
import { systemViewSchema } from "#lib/workspace/system-schema.ts";

interface Answer {
  summary?: string;
  status?: "200" | "201" | "202";
  schema?: z.ZodType;
}

const success = z.object({ message: z.literal("success") });
const problems = z.array(z.looseObject({ type: z.string(), input_array: z.string(), index: z.int() }));
const tracked = success.extend({
  attributes_processed: z.int().optional(),
  events_processed: z.int().optional(),
  purchases_processed: z.int().optional(),
  errors: problems.optional(),
});
const sent = success.extend({
  dispatch_id: z.string(),
  results: z
    .array(
      z.object({
        external_user_id: z.string().nullable(),
        status: z.enum(["accepted", "skipped"]),
        delivery_id: z.string().optional(),
        reason: z.string().optional(),
      }),
    )
    .optional(),
  errors: z.array(z.looseObject({ code: z.string(), message: z.string() })).optional(),
});
const scheduled = success.extend({ dispatch_id: z.string(), schedule_id: z.string() });
const attempt = attemptSchema.loose();

const created = (summary: string, schema: z.ZodType = success): Answer => ({
  summary,
  schema,
  status: "201",
});
const read = (summary: string, schema?: z.ZodType): Answer => (schema ? { summary, schema } : { summary });

/** By "METHOD /path". */
export const ANSWERS: Readonly<Record<string, Answer>> = {
  "POST /users/track": created("Record attributes, events and purchases", tracked),
  "POST /users/track/bulk": created(
    "Record many objects, one per line",
    success.extend({
      lines_processed: z.int(),
      resume_at_line: z.int().optional(),
      lines_failed: z.int(),
      errors: z.array(z.looseObject({ line: z.int(), code: z.string(), message: z.string() })),
    }),
  ),
  "POST /users/delete": created("Erase people", success.extend({ deleted: z.int() })),
  "POST /users/export/ids": created(
    "Export people",
    success.extend({ users: z.array(z.looseObject({})), invalid_user_ids: z.array(z.string()) }),
  ),
  "POST /users/imports": created("Upload a CSV file of people", importViewSchema),
  "GET /users/imports": read("List imports, newest first", importPageSchema),
  "GET /users/imports/{import_id}": read("Read an import and how far it is", importViewSchema),
  "PATCH /users/imports/{import_id}": read("Choose what becomes of the columns", importViewSchema),
  "POST /users/imports/{import_id}/check": {
    summary: "Check a file without changing anybody",
    status: "202",
    schema: importViewSchema,
  },
  "POST /users/imports/{import_id}/run": {
    summary: "Import the people",
    status: "202",
    schema: importViewSchema,
  },
  "POST /users/imports/{import_id}/cancel": read("Stop a check or an import", importViewSchema),
  "GET /users/imports/{import_id}/errors": read("Download the refused rows as CSV"),
  "GET /lists": read("List the lists of people", listPageSchema),
  "POST /lists": created("Create a list of people", listViewSchema),
  "GET /lists/{list_id}": read("Read a list", listViewSchema),
  "PATCH /lists/{list_id}": read("Rename a list", listViewSchema),
  "POST /lists/{list_id}/members": read("Put people on a list and take people off it", listChangeSchema),
  "GET /users": read("List people", userPageSchema),
  "GET /users/{external_id}/segments": read(
    "List the segments and lists a person is in",
    personMembershipsSchema,
  ),
  "GET /users/{external_id}/journeys": read("List the journeys a person is or was in", personJourneysSchema),
  "GET /users/{external_id}/export": read("Export everything kept about a person"),
  "GET /users/{external_id}": read("Read a person", userDetailSchema),
  "POST /messages/send": created("Send the webhook that the call carries", sent),
  "POST /campaigns/trigger/send": created("Trigger a campaign", sent),
  "POST /campaigns/trigger/schedule/create": created("Plan a trigger", scheduled),
  "POST /campaigns/trigger/schedule/update": created("Change a planned trigger", scheduled),
  "POST /campaigns/trigger/schedule/delete": created("Call a planned trigger off"),
  "POST /canvas/trigger/schedule/create": created("Plan entries", scheduled),
  "POST /canvas/trigger/schedule/update": created("Change planned entries", scheduled),
  "POST /canvas/trigger/schedule/delete": created("Call planned entries off"),
  "POST /messages/schedule/create": created("Plan a send", scheduled),
  "POST /messages/schedule/update": created("Change a planned send", scheduled),
  "POST /messages/schedule/delete": created("Call a planned send off"),
  "POST /sends/id/create": created("Reserve a send id", success.extend({ send_id: z.string() })),
  "GET /campaigns": read("List campaigns", campaignPageSchema),
  "POST /campaigns": created("Create a campaign", campaignAnswerSchema),
  "GET /campaigns/{campaign_id}": read("Read a campaign", campaignAnswerSchema),
  "PATCH /campaigns/{campaign_id}": read("Change a campaign", campaignAnswerSchema),
  "POST /campaigns/{campaign_id}/launch": read("Launch a campaign", campaignAnswerSchema),
  "POST /campaigns/{campaign_id}/stop": read("Stop a campaign", campaignAnswerSchema),
  "POST /campaigns/{campaign_id}/resume": read("Resume a campaign", campaignAnswerSchema),
  "POST /campaigns/{campaign_id}/preview": read("Render the request for a person", previewAnswerSchema),
  "POST /campaigns/{campaign_id}/test_send": read("Send one real request now", attempt),
  "GET /campaigns/{campaign_id}/stats": read("What became of a campaign", campaignStatsSchema),
  "GET /campaigns/{campaign_id}/failures": read(
    "Why deliveries failed, with an example each",
    failuresSchema,
  ),
  "POST /campaigns/check": read("Render a draft for samples and people of its audience", checkAnswerSchema),
  "GET /campaigns/{campaign_id}/samples": read("List the samples kept with a campaign", sampleListSchema),
  "POST /campaigns/{campaign_id}/samples": created("Keep a sample with a campaign", sampleViewSchema),
  "GET /campaigns/{campaign_id}/dry_run": read("Read the latest dry run", latestDryRunSchema),
  "POST /campaigns/{campaign_id}/dry_run": {
    summary: "Render for the whole audience, send nothing",
    status: "202",
    schema: latestDryRunSchema,
  },
  "GET /campaigns/{campaign_id}/versions": read("List the versions of a campaign", versionListSchema),
  "GET /campaigns/{campaign_id}/versions/{number}": read("Read a version, whole", versionDetailSchema),
  "GET /campaigns/{campaign_id}/changes": read("Who changed a campaign, newest first", campaignChangesSchema),
  "GET /campaigns/{campaign_id}/runs": read("How far the runs of a campaign are", runListSchema),
  "POST /campaigns/{campaign_id}/estimate": read("How many people a launch would reach", estimateSchema),
  "GET /campaigns/{campaign_id}/explain": read("Why a person did or did not get it", campaignExplainSchema),
  "GET /api_requests": read("List the last calls of API keys, newest first", apiRequestPageSchema),
  "GET /campaigns/{campaign_id}/calls": read(
    "List the calls that sent a campaign, or tried to",
    apiRequestPageSchema,
  ),
  "GET /sends": read("Look up what sending calls did", sendPageSchema),
  "GET /reports": read("Compare campaigns and canvases over a stretch of time", reportPageSchema),
  "POST /campaigns/trigger/bulk": {
    summary: "Trigger a campaign for many people, one recipient per line",
    status: "202",
    schema: bulkViewSchema,
  },
  "GET /bulk": read("List bulk calls, newest first", bulkPageSchema),
  "GET /bulk/{bulk_id}": read("Read how far a bulk call is", bulkViewSchema),
  "GET /bulk/{bulk_id}/results": read("List what became of the lines of a bulk call", bulkResultPageSchema),
  "POST /bulk/{bulk_id}/cancel": read("Stop a bulk call where it is", bulkViewSchema),
  "GET /content_blocks/{content_block_id}/usage": read("Messages that include a block", blockUsageSchema),
  "GET /content_blocks/{content_block_id}/versions": read("Earlier texts of a block", blockVersionsSchema),
  "POST /content_blocks/preview": read("What a block becomes for a person", blockPreviewSchema),
  "GET /deliveries": read("List deliveries, newest first", deliveryPageSchema),
  "GET /deliveries/{delivery_id}": read("Read a delivery, its request and attempts", deliveryDetailSchema),
  "POST /deliveries/replay": { summary: "Replay many deliveries", status: "202" },
  "GET /events": read("List events, newest first", eventPageSchema),
  "GET /events/catalogue": read("List event names with volume and uses", eventCatalogueSchema),
  "GET /events/rejected": read("List what tracking calls refused, newest first", rejectionPageSchema),
  "PATCH /events/names/{name}": read("Hide, block or allow an event name"),
  "GET /events/names": read("List known event names", eventNamesSchema),
  "GET /hosts/{host}": read("Read a host's settings and live state", hostDetailSchema),
  "PUT /hosts/{host}": read("Set a host's limits", hostDetailSchema),
  "GET /hosts/{host}/usage": read("Who sends to a host, and with which secrets", hostUsageSchema),
  "GET /hosts/{host}/egress": read("Whether the egress guard lets requests through", hostEgressSchema),
  "POST /hosts/{host}/paused_urls/{url_id}/resume": read("Send to a URL again", hostDetailSchema),
  "GET /hosts/{host}/signing": read(
    "List the signing keys of a host, without their values",
    signingViewSchema,
  ),
  "POST /hosts/{host}/signing/rotate": read("Give a host a new signing key", rotatedSigningSchema),
  "POST /hosts/{host}/signing/reveal": read("Show the signing secret of a host", revealedSigningSchema),
  "GET /workspace/signing": read("List the signing keys of the workspace", workspaceSigningViewSchema),
  "POST /workspace/signing/rotate": read("Give the workspace a new signing key", rotatedSigningSchema),
  "POST /workspace/signing/reveal": read("Show the signing secret of the workspace", revealedSigningSchema),
  "POST /segments": created("Create a segment", segmentViewSchema),
  "GET /segments/{segment_id}": read("Read a segment", segmentViewSchema),
  "GET /templates": read("List templates", templatePageSchema),
  "POST /templates": created("Create a template", templateViewSchema),
  "POST /content_blocks": created("Create a content block", contentBlockViewSchema),
  "GET /reviews": read("List reviews, newest first", reviewPageSchema),
  "POST /reviews": created("Put a campaign or canvas up for review", reviewViewSchema),
  "POST /reviews/draft": read(
    "Check content and choose samples before a review is asked for",
    reviewDraftSchema,
  ),
  "GET /reviews/waiting": read("Count the reviews that wait for you", waitingSchema),
  "GET /reviews/{review_id}": read("Read a review, with what would leave", reviewDetailSchema),
  "POST /reviews/{review_id}/approve": read("Approve content, all of it or some sections", reviewViewSchema),
  "POST /reviews/{review_id}/request_changes": read("Send content back with a reason", reviewViewSchema),
  "POST /reviews/{review_id}/withdraw": read("Withdraw a review", reviewViewSchema),
  "POST /reviews/{review_id}/comments": created("Comment on a review, a field or a line", threadSchema),
  "POST /reviews/{review_id}/comments/{comment_id}/resolve": read("Settle a thread", threadSchema),
  "POST /reviews/{review_id}/comments/{comment_id}/reopen": read("Open a thread again", threadSchema),
  "GET /reviews/{review_id}/share_links": read("List the links to a review", shareLinkListSchema),
  "POST /reviews/{review_id}/share_links": created(
    "Make a link for people without an account",
    createdShareLinkSchema,
  ),
  "GET /campaigns/{campaign_id}/approval": read(
    "Where the approval of a campaign stands",
    approvalViewSchema,
  ),
  "GET /canvas/{canvas_id}/approval": read("Where the approval of a canvas stands", approvalViewSchema),
  "GET /secrets": read("List secrets, without their values", secretListSchema),
  "POST /secrets": created("Create a secret", secretViewSchema),
  "GET /api_keys": read("List API keys", ApiKeyList),
  "POST /api_keys": created("Create an API key", CreatedApiKey),
  "GET /api_keys/{api_key_id}": read("Read an API key", ApiKeyView),
  "GET /members": read("List members", MemberList),
  "GET /audit_log": read("Read the audit log", AuditLogPage),
  "GET /system": read("Read the state of the installation", systemViewSchema),
  "GET /workspace": read("Read the workspace", WorkspaceView),
};
