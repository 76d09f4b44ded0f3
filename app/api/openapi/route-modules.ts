/** Every route of the API by its folder. Written by `npm run routes`; do not edit. */
import * as alerts from "#app/api/v1/alerts/route.ts";
import * as alertsAlertIdAcknowledge from "#app/api/v1/alerts/[alertId]/acknowledge/route.ts";
import * as alertsSettings from "#app/api/v1/alerts/settings/route.ts";
import * as apiKeys from "#app/api/v1/api_keys/route.ts";
import * as apiKeysApiKeyId from "#app/api/v1/api_keys/[apiKeyId]/route.ts";
import * as apiKeysApiKeyIdRevoke from "#app/api/v1/api_keys/[apiKeyId]/revoke/route.ts";
import * as apiKeysApiKeyIdRotate from "#app/api/v1/api_keys/[apiKeyId]/rotate/route.ts";
import * as apiRequests from "#app/api/v1/api_requests/route.ts";
import * as auditLog from "#app/api/v1/audit_log/route.ts";
import * as auditLogExport from "#app/api/v1/audit_log/export/route.ts";
import * as bulk from "#app/api/v1/bulk/route.ts";
import * as bulkBulkId from "#app/api/v1/bulk/[bulkId]/route.ts";
import * as bulkBulkIdCancel from "#app/api/v1/bulk/[bulkId]/cancel/route.ts";
import * as bulkBulkIdResults from "#app/api/v1/bulk/[bulkId]/results/route.ts";
import * as campaigns from "#app/api/v1/campaigns/route.ts";
import * as campaignsCampaignId from "#app/api/v1/campaigns/[campaignId]/route.ts";
import * as campaignsCampaignIdApproval from "#app/api/v1/campaigns/[campaignId]/approval/route.ts";
import * as campaignsCampaignIdArchive from "#app/api/v1/campaigns/[campaignId]/archive/route.ts";
import * as campaignsCampaignIdCalls from "#app/api/v1/campaigns/[campaignId]/calls/route.ts";
import * as campaignsCampaignIdChanges from "#app/api/v1/campaigns/[campaignId]/changes/route.ts";
import * as campaignsCampaignIdDryRun from "#app/api/v1/campaigns/[campaignId]/dry_run/route.ts";
import * as campaignsCampaignIdDuplicate from "#app/api/v1/campaigns/[campaignId]/duplicate/route.ts";
import * as campaignsCampaignIdEstimate from "#app/api/v1/campaigns/[campaignId]/estimate/route.ts";
import * as campaignsCampaignIdExplain from "#app/api/v1/campaigns/[campaignId]/explain/route.ts";
import * as campaignsCampaignIdFailures from "#app/api/v1/campaigns/[campaignId]/failures/route.ts";
import * as campaignsCampaignIdLaunch from "#app/api/v1/campaigns/[campaignId]/launch/route.ts";
import * as campaignsCampaignIdPause from "#app/api/v1/campaigns/[campaignId]/pause/route.ts";
import * as campaignsCampaignIdPreview from "#app/api/v1/campaigns/[campaignId]/preview/route.ts";
import * as campaignsCampaignIdResume from "#app/api/v1/campaigns/[campaignId]/resume/route.ts";
import * as campaignsCampaignIdRuns from "#app/api/v1/campaigns/[campaignId]/runs/route.ts";
import * as campaignsCampaignIdSamples from "#app/api/v1/campaigns/[campaignId]/samples/route.ts";
import * as campaignsCampaignIdSamplesSampleId from "#app/api/v1/campaigns/[campaignId]/samples/[sampleId]/route.ts";
import * as campaignsCampaignIdStats from "#app/api/v1/campaigns/[campaignId]/stats/route.ts";
import * as campaignsCampaignIdStatsCsv from "#app/api/v1/campaigns/[campaignId]/stats/csv/route.ts";
import * as campaignsCampaignIdStop from "#app/api/v1/campaigns/[campaignId]/stop/route.ts";
import * as campaignsCampaignIdTestSend from "#app/api/v1/campaigns/[campaignId]/test_send/route.ts";
import * as campaignsCampaignIdVersions from "#app/api/v1/campaigns/[campaignId]/versions/route.ts";
import * as campaignsCampaignIdVersionsNumber from "#app/api/v1/campaigns/[campaignId]/versions/[number]/route.ts";
import * as campaignsCampaignIdVersionsNumberRestore from "#app/api/v1/campaigns/[campaignId]/versions/[number]/restore/route.ts";
import * as campaignsCampaignIdVersionsDiff from "#app/api/v1/campaigns/[campaignId]/versions/diff/route.ts";
import * as campaignsCheck from "#app/api/v1/campaigns/check/route.ts";
import * as campaignsDataSeries from "#app/api/v1/campaigns/data_series/route.ts";
import * as campaignsDetails from "#app/api/v1/campaigns/details/route.ts";
import * as campaignsList from "#app/api/v1/campaigns/list/route.ts";
import * as campaignsPreview from "#app/api/v1/campaigns/preview/route.ts";
import * as campaignsTriggerBulk from "#app/api/v1/campaigns/trigger/bulk/route.ts";
import * as campaignsTriggerScheduleCreate from "#app/api/v1/campaigns/trigger/schedule/create/route.ts";
import * as campaignsTriggerScheduleDelete from "#app/api/v1/campaigns/trigger/schedule/delete/route.ts";
import * as campaignsTriggerScheduleUpdate from "#app/api/v1/campaigns/trigger/schedule/update/route.ts";
import * as campaignsTriggerSend from "#app/api/v1/campaigns/trigger/send/route.ts";
import * as canvas from "#app/api/v1/canvas/route.ts";
import * as canvasCanvasId from "#app/api/v1/canvas/[canvasId]/route.ts";
import * as canvasCanvasIdApproval from "#app/api/v1/canvas/[canvasId]/approval/route.ts";
import * as canvasCanvasIdArchive from "#app/api/v1/canvas/[canvasId]/archive/route.ts";
import * as canvasCanvasIdDuplicate from "#app/api/v1/canvas/[canvasId]/duplicate/route.ts";
import * as canvasCanvasIdEntries from "#app/api/v1/canvas/[canvasId]/entries/route.ts";
import * as canvasCanvasIdEntriesEntryId from "#app/api/v1/canvas/[canvasId]/entries/[entryId]/route.ts";
import * as canvasCanvasIdEntriesEntryIdExit from "#app/api/v1/canvas/[canvasId]/entries/[entryId]/exit/route.ts";
import * as canvasCanvasIdEntriesEntryIdRetry from "#app/api/v1/canvas/[canvasId]/entries/[entryId]/retry/route.ts";
import * as canvasCanvasIdEntriesEntryIdSkip from "#app/api/v1/canvas/[canvasId]/entries/[entryId]/skip/route.ts";
import * as canvasCanvasIdLaunch from "#app/api/v1/canvas/[canvasId]/launch/route.ts";
import * as canvasCanvasIdPause from "#app/api/v1/canvas/[canvasId]/pause/route.ts";
import * as canvasCanvasIdPreview from "#app/api/v1/canvas/[canvasId]/preview/route.ts";
import * as canvasCanvasIdPublish from "#app/api/v1/canvas/[canvasId]/publish/route.ts";
import * as canvasCanvasIdPublishPreview from "#app/api/v1/canvas/[canvasId]/publish_preview/route.ts";
import * as canvasCanvasIdResume from "#app/api/v1/canvas/[canvasId]/resume/route.ts";
import * as canvasCanvasIdSimulate from "#app/api/v1/canvas/[canvasId]/simulate/route.ts";
import * as canvasCanvasIdStats from "#app/api/v1/canvas/[canvasId]/stats/route.ts";
import * as canvasCanvasIdStop from "#app/api/v1/canvas/[canvasId]/stop/route.ts";
import * as canvasCanvasIdStuck from "#app/api/v1/canvas/[canvasId]/stuck/route.ts";
import * as canvasCanvasIdVersions from "#app/api/v1/canvas/[canvasId]/versions/route.ts";
import * as canvasCanvasIdVersionsNumber from "#app/api/v1/canvas/[canvasId]/versions/[number]/route.ts";
import * as canvasCanvasIdVersionsNumberRestore from "#app/api/v1/canvas/[canvasId]/versions/[number]/restore/route.ts";
import * as canvasCanvasIdVersionsDiff from "#app/api/v1/canvas/[canvasId]/versions/diff/route.ts";
import * as canvasDataSeries from "#app/api/v1/canvas/data_series/route.ts";
import * as canvasDetails from "#app/api/v1/canvas/details/route.ts";
import * as canvasList from "#app/api/v1/canvas/list/route.ts";
import * as canvasTriggerScheduleCreate from "#app/api/v1/canvas/trigger/schedule/create/route.ts";
import * as canvasTriggerScheduleDelete from "#app/api/v1/canvas/trigger/schedule/delete/route.ts";
import * as canvasTriggerScheduleUpdate from "#app/api/v1/canvas/trigger/schedule/update/route.ts";
import * as canvasTriggerSend from "#app/api/v1/canvas/trigger/send/route.ts";
import * as contentBlocks from "#app/api/v1/content_blocks/route.ts";
import * as contentBlocksContentBlockId from "#app/api/v1/content_blocks/[contentBlockId]/route.ts";
import * as contentBlocksContentBlockIdUsage from "#app/api/v1/content_blocks/[contentBlockId]/usage/route.ts";
import * as contentBlocksContentBlockIdVersions from "#app/api/v1/content_blocks/[contentBlockId]/versions/route.ts";
import * as contentBlocksCreate from "#app/api/v1/content_blocks/create/route.ts";
import * as contentBlocksInfo from "#app/api/v1/content_blocks/info/route.ts";
import * as contentBlocksList from "#app/api/v1/content_blocks/list/route.ts";
import * as contentBlocksPreview from "#app/api/v1/content_blocks/preview/route.ts";
import * as contentBlocksUpdate from "#app/api/v1/content_blocks/update/route.ts";
import * as deliveries from "#app/api/v1/deliveries/route.ts";
import * as deliveriesDeliveryId from "#app/api/v1/deliveries/[deliveryId]/route.ts";
import * as deliveriesDeliveryIdCancel from "#app/api/v1/deliveries/[deliveryId]/cancel/route.ts";
import * as deliveriesDeliveryIdReplay from "#app/api/v1/deliveries/[deliveryId]/replay/route.ts";
import * as deliveriesExport from "#app/api/v1/deliveries/export/route.ts";
import * as deliveriesHistogram from "#app/api/v1/deliveries/histogram/route.ts";
import * as deliveriesReplay from "#app/api/v1/deliveries/replay/route.ts";
import * as deliveriesReplayReplayId from "#app/api/v1/deliveries/replay/[replayId]/route.ts";
import * as deliveriesReplayReplayIdCancel from "#app/api/v1/deliveries/replay/[replayId]/cancel/route.ts";
import * as deliveriesReplayPreview from "#app/api/v1/deliveries/replay/preview/route.ts";
import * as events from "#app/api/v1/events/route.ts";
import * as eventsCatalogue from "#app/api/v1/events/catalogue/route.ts";
import * as eventsNames from "#app/api/v1/events/names/route.ts";
import * as eventsNamesName from "#app/api/v1/events/names/[name]/route.ts";
import * as eventsRejected from "#app/api/v1/events/rejected/route.ts";
import * as hosts from "#app/api/v1/hosts/route.ts";
import * as hostsHost from "#app/api/v1/hosts/[host]/route.ts";
import * as hostsHostEgress from "#app/api/v1/hosts/[host]/egress/route.ts";
import * as hostsHostMaintenance from "#app/api/v1/hosts/[host]/maintenance/route.ts";
import * as hostsHostMaintenanceWindowId from "#app/api/v1/hosts/[host]/maintenance/[windowId]/route.ts";
import * as hostsHostPause from "#app/api/v1/hosts/[host]/pause/route.ts";
import * as hostsHostPausedUrlsUrlIdResume from "#app/api/v1/hosts/[host]/paused_urls/[urlId]/resume/route.ts";
import * as hostsHostProbe from "#app/api/v1/hosts/[host]/probe/route.ts";
import * as hostsHostResume from "#app/api/v1/hosts/[host]/resume/route.ts";
import * as hostsHostSigning from "#app/api/v1/hosts/[host]/signing/route.ts";
import * as hostsHostSigningReveal from "#app/api/v1/hosts/[host]/signing/reveal/route.ts";
import * as hostsHostSigningRotate from "#app/api/v1/hosts/[host]/signing/rotate/route.ts";
import * as hostsHostUsage from "#app/api/v1/hosts/[host]/usage/route.ts";
import * as inbound from "#app/api/v1/inbound/route.ts";
import * as inboundInboundId from "#app/api/v1/inbound/[inboundId]/route.ts";
import * as inboundInboundIdCalls from "#app/api/v1/inbound/[inboundId]/calls/route.ts";
import * as inboundInboundIdCallsCallIdAccept from "#app/api/v1/inbound/[inboundId]/calls/[callId]/accept/route.ts";
import * as lists from "#app/api/v1/lists/route.ts";
import * as listsListId from "#app/api/v1/lists/[listId]/route.ts";
import * as listsListIdMembers from "#app/api/v1/lists/[listId]/members/route.ts";
import * as live from "#app/api/v1/live/route.ts";
import * as members from "#app/api/v1/members/route.ts";
import * as membersMemberId from "#app/api/v1/members/[memberId]/route.ts";
import * as membersInvitationsInvitationId from "#app/api/v1/members/invitations/[invitationId]/route.ts";
import * as messagesScheduleCreate from "#app/api/v1/messages/schedule/create/route.ts";
import * as messagesScheduleDelete from "#app/api/v1/messages/schedule/delete/route.ts";
import * as messagesScheduleUpdate from "#app/api/v1/messages/schedule/update/route.ts";
import * as messagesScheduledBroadcasts from "#app/api/v1/messages/scheduled_broadcasts/route.ts";
import * as messagesSend from "#app/api/v1/messages/send/route.ts";
import * as receivers from "#app/api/v1/receivers/route.ts";
import * as receiversReceiverId from "#app/api/v1/receivers/[receiverId]/route.ts";
import * as receiversReceiverIdMessages from "#app/api/v1/receivers/[receiverId]/messages/route.ts";
import * as receiversReceiverIdRequests from "#app/api/v1/receivers/[receiverId]/requests/route.ts";
import * as receiversReceiverIdState from "#app/api/v1/receivers/[receiverId]/state/route.ts";
import * as reports from "#app/api/v1/reports/route.ts";
import * as reportsCsv from "#app/api/v1/reports/csv/route.ts";
import * as reviews from "#app/api/v1/reviews/route.ts";
import * as reviewsReviewId from "#app/api/v1/reviews/[reviewId]/route.ts";
import * as reviewsReviewIdApprove from "#app/api/v1/reviews/[reviewId]/approve/route.ts";
import * as reviewsReviewIdComments from "#app/api/v1/reviews/[reviewId]/comments/route.ts";
import * as reviewsReviewIdCommentsCommentIdReopen from "#app/api/v1/reviews/[reviewId]/comments/[commentId]/reopen/route.ts";
import * as reviewsReviewIdCommentsCommentIdResolve from "#app/api/v1/reviews/[reviewId]/comments/[commentId]/resolve/route.ts";
import * as reviewsReviewIdRequestChanges from "#app/api/v1/reviews/[reviewId]/request_changes/route.ts";
import * as reviewsReviewIdShareLinks from "#app/api/v1/reviews/[reviewId]/share_links/route.ts";
import * as reviewsReviewIdShareLinksLinkIdRevoke from "#app/api/v1/reviews/[reviewId]/share_links/[linkId]/revoke/route.ts";
import * as reviewsReviewIdWithdraw from "#app/api/v1/reviews/[reviewId]/withdraw/route.ts";
import * as reviewsDraft from "#app/api/v1/reviews/draft/route.ts";
import * as reviewsWaiting from "#app/api/v1/reviews/waiting/route.ts";
import * as secrets from "#app/api/v1/secrets/route.ts";
import * as secretsSecretId from "#app/api/v1/secrets/[secretId]/route.ts";
import * as segments from "#app/api/v1/segments/route.ts";
import * as segmentsSegmentId from "#app/api/v1/segments/[segmentId]/route.ts";
import * as segmentsSegmentIdPeople from "#app/api/v1/segments/[segmentId]/people/route.ts";
import * as segmentsAttributes from "#app/api/v1/segments/attributes/route.ts";
import * as segmentsCount from "#app/api/v1/segments/count/route.ts";
import * as segmentsDetails from "#app/api/v1/segments/details/route.ts";
import * as segmentsExplain from "#app/api/v1/segments/explain/route.ts";
import * as segmentsList from "#app/api/v1/segments/list/route.ts";
import * as sends from "#app/api/v1/sends/route.ts";
import * as sendsDataSeries from "#app/api/v1/sends/data_series/route.ts";
import * as sendsIdCreate from "#app/api/v1/sends/id/create/route.ts";
import * as session from "#app/api/v1/session/route.ts";
import * as system from "#app/api/v1/system/route.ts";
import * as templates from "#app/api/v1/templates/route.ts";
import * as templatesTemplateId from "#app/api/v1/templates/[templateId]/route.ts";
import * as users from "#app/api/v1/users/route.ts";
import * as usersExternalId from "#app/api/v1/users/[externalId]/route.ts";
import * as usersExternalIdExport from "#app/api/v1/users/[externalId]/export/route.ts";
import * as usersExternalIdJourneys from "#app/api/v1/users/[externalId]/journeys/route.ts";
import * as usersExternalIdSegments from "#app/api/v1/users/[externalId]/segments/route.ts";
import * as usersExternalIdTimeline from "#app/api/v1/users/[externalId]/timeline/route.ts";
import * as usersAliasNew from "#app/api/v1/users/alias/new/route.ts";
import * as usersDelete from "#app/api/v1/users/delete/route.ts";
import * as usersExportIds from "#app/api/v1/users/export/ids/route.ts";
import * as usersIdentify from "#app/api/v1/users/identify/route.ts";
import * as usersImports from "#app/api/v1/users/imports/route.ts";
import * as usersImportsImportId from "#app/api/v1/users/imports/[importId]/route.ts";
import * as usersImportsImportIdCancel from "#app/api/v1/users/imports/[importId]/cancel/route.ts";
import * as usersImportsImportIdCheck from "#app/api/v1/users/imports/[importId]/check/route.ts";
import * as usersImportsImportIdErrors from "#app/api/v1/users/imports/[importId]/errors/route.ts";
import * as usersImportsImportIdRun from "#app/api/v1/users/imports/[importId]/run/route.ts";
import * as usersTrack from "#app/api/v1/users/track/route.ts";
import * as usersTrackBulk from "#app/api/v1/users/track/bulk/route.ts";
import * as workspace from "#app/api/v1/workspace/route.ts";
import * as workspaceSigning from "#app/api/v1/workspace/signing/route.ts";
import * as workspaceSigningReveal from "#app/api/v1/workspace/signing/reveal/route.ts";
import * as workspaceSigningRotate from "#app/api/v1/workspace/signing/rotate/route.ts";

export const ROUTE_MODULES: Readonly<Record<string, object>> = {
  "/alerts": alerts,
  "/alerts/[alertId]/acknowledge": alertsAlertIdAcknowledge,
  "/alerts/settings": alertsSettings,
  "/api_keys": apiKeys,
  "/api_keys/[apiKeyId]": apiKeysApiKeyId,
  "/api_keys/[apiKeyId]/revoke": apiKeysApiKeyIdRevoke,
  "/api_keys/[apiKeyId]/rotate": apiKeysApiKeyIdRotate,
  "/api_requests": apiRequests,
  "/audit_log": auditLog,
  "/audit_log/export": auditLogExport,
  "/bulk": bulk,
  "/bulk/[bulkId]": bulkBulkId,
  "/bulk/[bulkId]/cancel": bulkBulkIdCancel,
  "/bulk/[bulkId]/results": bulkBulkIdResults,
  "/campaigns": campaigns,
  "/campaigns/[campaignId]": campaignsCampaignId,
  "/campaigns/[campaignId]/approval": campaignsCampaignIdApproval,
  "/campaigns/[campaignId]/archive": campaignsCampaignIdArchive,
  "/campaigns/[campaignId]/calls": campaignsCampaignIdCalls,
  "/campaigns/[campaignId]/changes": campaignsCampaignIdChanges,
  "/campaigns/[campaignId]/dry_run": campaignsCampaignIdDryRun,
  "/campaigns/[campaignId]/duplicate": campaignsCampaignIdDuplicate,
  "/campaigns/[campaignId]/estimate": campaignsCampaignIdEstimate,
  "/campaigns/[campaignId]/explain": campaignsCampaignIdExplain,
  "/campaigns/[campaignId]/failures": campaignsCampaignIdFailures,
  "/campaigns/[campaignId]/launch": campaignsCampaignIdLaunch,
  "/campaigns/[campaignId]/pause": campaignsCampaignIdPause,
  "/campaigns/[campaignId]/preview": campaignsCampaignIdPreview,
  "/campaigns/[campaignId]/resume": campaignsCampaignIdResume,
  "/campaigns/[campaignId]/runs": campaignsCampaignIdRuns,
  "/campaigns/[campaignId]/samples": campaignsCampaignIdSamples,
  "/campaigns/[campaignId]/samples/[sampleId]": campaignsCampaignIdSamplesSampleId,
  "/campaigns/[campaignId]/stats": campaignsCampaignIdStats,
  "/campaigns/[campaignId]/stats/csv": campaignsCampaignIdStatsCsv,
  "/campaigns/[campaignId]/stop": campaignsCampaignIdStop,
  "/campaigns/[campaignId]/test_send": campaignsCampaignIdTestSend,
  "/campaigns/[campaignId]/versions": campaignsCampaignIdVersions,
  "/campaigns/[campaignId]/versions/[number]": campaignsCampaignIdVersionsNumber,
  "/campaigns/[campaignId]/versions/[number]/restore": campaignsCampaignIdVersionsNumberRestore,
  "/campaigns/[campaignId]/versions/diff": campaignsCampaignIdVersionsDiff,
  "/campaigns/check": campaignsCheck,
  "/campaigns/data_series": campaignsDataSeries,
  "/campaigns/details": campaignsDetails,
  "/campaigns/list": campaignsList,
  "/campaigns/preview": campaignsPreview,
  "/campaigns/trigger/bulk": campaignsTriggerBulk,
  "/campaigns/trigger/schedule/create": campaignsTriggerScheduleCreate,
  "/campaigns/trigger/schedule/delete": campaignsTriggerScheduleDelete,
  "/campaigns/trigger/schedule/update": campaignsTriggerScheduleUpdate,
  "/campaigns/trigger/send": campaignsTriggerSend,
  "/canvas": canvas,
  "/canvas/[canvasId]": canvasCanvasId,
  "/canvas/[canvasId]/approval": canvasCanvasIdApproval,
  "/canvas/[canvasId]/archive": canvasCanvasIdArchive,
  "/canvas/[canvasId]/duplicate": canvasCanvasIdDuplicate,
  "/canvas/[canvasId]/entries": canvasCanvasIdEntries,
  "/canvas/[canvasId]/entries/[entryId]": canvasCanvasIdEntriesEntryId,
  "/canvas/[canvasId]/entries/[entryId]/exit": canvasCanvasIdEntriesEntryIdExit,
  "/canvas/[canvasId]/entries/[entryId]/retry": canvasCanvasIdEntriesEntryIdRetry,
  "/canvas/[canvasId]/entries/[entryId]/skip": canvasCanvasIdEntriesEntryIdSkip,
  "/canvas/[canvasId]/launch": canvasCanvasIdLaunch,
  "/canvas/[canvasId]/pause": canvasCanvasIdPause,
  "/canvas/[canvasId]/preview": canvasCanvasIdPreview,
  "/canvas/[canvasId]/publish": canvasCanvasIdPublish,
  "/canvas/[canvasId]/publish_preview": canvasCanvasIdPublishPreview,
  "/canvas/[canvasId]/resume": canvasCanvasIdResume,
  "/canvas/[canvasId]/simulate": canvasCanvasIdSimulate,
  "/canvas/[canvasId]/stats": canvasCanvasIdStats,
  "/canvas/[canvasId]/stop": canvasCanvasIdStop,
  "/canvas/[canvasId]/stuck": canvasCanvasIdStuck,
  "/canvas/[canvasId]/versions": canvasCanvasIdVersions,
  "/canvas/[canvasId]/versions/[number]": canvasCanvasIdVersionsNumber,
  "/canvas/[canvasId]/versions/[number]/restore": canvasCanvasIdVersionsNumberRestore,
  "/canvas/[canvasId]/versions/diff": canvasCanvasIdVersionsDiff,
  "/canvas/data_series": canvasDataSeries,
  "/canvas/details": canvasDetails,
  "/canvas/list": canvasList,
  "/canvas/trigger/schedule/create": canvasTriggerScheduleCreate,
  "/canvas/trigger/schedule/delete": canvasTriggerScheduleDelete,
  "/canvas/trigger/schedule/update": canvasTriggerScheduleUpdate,
  "/canvas/trigger/send": canvasTriggerSend,
  "/content_blocks": contentBlocks,
  "/content_blocks/[contentBlockId]": contentBlocksContentBlockId,
  "/content_blocks/[contentBlockId]/usage": contentBlocksContentBlockIdUsage,
  "/content_blocks/[contentBlockId]/versions": contentBlocksContentBlockIdVersions,
  "/content_blocks/create": contentBlocksCreate,
  "/content_blocks/info": contentBlocksInfo,
  "/content_blocks/list": contentBlocksList,
  "/content_blocks/preview": contentBlocksPreview,
  "/content_blocks/update": contentBlocksUpdate,
  "/deliveries": deliveries,
  "/deliveries/[deliveryId]": deliveriesDeliveryId,
  "/deliveries/[deliveryId]/cancel": deliveriesDeliveryIdCancel,
  "/deliveries/[deliveryId]/replay": deliveriesDeliveryIdReplay,
  "/deliveries/export": deliveriesExport,
  "/deliveries/histogram": deliveriesHistogram,
  "/deliveries/replay": deliveriesReplay,
  "/deliveries/replay/[replayId]": deliveriesReplayReplayId,
  "/deliveries/replay/[replayId]/cancel": deliveriesReplayReplayIdCancel,
  "/deliveries/replay/preview": deliveriesReplayPreview,
  "/events": events,
  "/events/catalogue": eventsCatalogue,
  "/events/names": eventsNames,
  "/events/names/[name]": eventsNamesName,
  "/events/rejected": eventsRejected,
  "/hosts": hosts,
  "/hosts/[host]": hostsHost,
  "/hosts/[host]/egress": hostsHostEgress,
  "/hosts/[host]/maintenance": hostsHostMaintenance,
  "/hosts/[host]/maintenance/[windowId]": hostsHostMaintenanceWindowId,
  "/hosts/[host]/pause": hostsHostPause,
  "/hosts/[host]/paused_urls/[urlId]/resume": hostsHostPausedUrlsUrlIdResume,
  "/hosts/[host]/probe": hostsHostProbe,
  "/hosts/[host]/resume": hostsHostResume,
  "/hosts/[host]/signing": hostsHostSigning,
  "/hosts/[host]/signing/reveal": hostsHostSigningReveal,
  "/hosts/[host]/signing/rotate": hostsHostSigningRotate,
  "/hosts/[host]/usage": hostsHostUsage,
  "/inbound": inbound,
  "/inbound/[inboundId]": inboundInboundId,
  "/inbound/[inboundId]/calls": inboundInboundIdCalls,
  "/inbound/[inboundId]/calls/[callId]/accept": inboundInboundIdCallsCallIdAccept,
  "/lists": lists,
  "/lists/[listId]": listsListId,
  "/lists/[listId]/members": listsListIdMembers,
  "/live": live,
  "/members": members,
  "/members/[memberId]": membersMemberId,
  "/members/invitations/[invitationId]": membersInvitationsInvitationId,
  "/messages/schedule/create": messagesScheduleCreate,
  "/messages/schedule/delete": messagesScheduleDelete,
  "/messages/schedule/update": messagesScheduleUpdate,
  "/messages/scheduled_broadcasts": messagesScheduledBroadcasts,
  "/messages/send": messagesSend,
  "/receivers": receivers,
  "/receivers/[receiverId]": receiversReceiverId,
  "/receivers/[receiverId]/messages": receiversReceiverIdMessages,
  "/receivers/[receiverId]/requests": receiversReceiverIdRequests,
  "/receivers/[receiverId]/state": receiversReceiverIdState,
  "/reports": reports,
  "/reports/csv": reportsCsv,
  "/reviews": reviews,
  "/reviews/[reviewId]": reviewsReviewId,
  "/reviews/[reviewId]/approve": reviewsReviewIdApprove,
  "/reviews/[reviewId]/comments": reviewsReviewIdComments,
  "/reviews/[reviewId]/comments/[commentId]/reopen": reviewsReviewIdCommentsCommentIdReopen,
  "/reviews/[reviewId]/comments/[commentId]/resolve": reviewsReviewIdCommentsCommentIdResolve,
  "/reviews/[reviewId]/request_changes": reviewsReviewIdRequestChanges,
  "/reviews/[reviewId]/share_links": reviewsReviewIdShareLinks,
  "/reviews/[reviewId]/share_links/[linkId]/revoke": reviewsReviewIdShareLinksLinkIdRevoke,
  "/reviews/[reviewId]/withdraw": reviewsReviewIdWithdraw,
  "/reviews/draft": reviewsDraft,
  "/reviews/waiting": reviewsWaiting,
  "/secrets": secrets,
  "/secrets/[secretId]": secretsSecretId,
  "/segments": segments,
  "/segments/[segmentId]": segmentsSegmentId,
  "/segments/[segmentId]/people": segmentsSegmentIdPeople,
  "/segments/attributes": segmentsAttributes,
  "/segments/count": segmentsCount,
  "/segments/details": segmentsDetails,
  "/segments/explain": segmentsExplain,
  "/segments/list": segmentsList,
  "/sends": sends,
  "/sends/data_series": sendsDataSeries,
  "/sends/id/create": sendsIdCreate,
  "/session": session,
  "/system": system,
  "/templates": templates,
  "/templates/[templateId]": templatesTemplateId,
  "/users": users,
  "/users/[externalId]": usersExternalId,
  "/users/[externalId]/export": usersExternalIdExport,
  "/users/[externalId]/journeys": usersExternalIdJourneys,
  "/users/[externalId]/segments": usersExternalIdSegments,
  "/users/[externalId]/timeline": usersExternalIdTimeline,
  "/users/alias/new": usersAliasNew,
  "/users/delete": usersDelete,
  "/users/export/ids": usersExportIds,
  "/users/identify": usersIdentify,
  "/users/imports": usersImports,
  "/users/imports/[importId]": usersImportsImportId,
  "/users/imports/[importId]/cancel": usersImportsImportIdCancel,
  "/users/imports/[importId]/check": usersImportsImportIdCheck,
  "/users/imports/[importId]/errors": usersImportsImportIdErrors,
  "/users/imports/[importId]/run": usersImportsImportIdRun,
  "/users/track": usersTrack,
  "/users/track/bulk": usersTrackBulk,
  "/workspace": workspace,
  "/workspace/signing": workspaceSigning,
  "/workspace/signing/reveal": workspaceSigningReveal,
  "/workspace/signing/rotate": workspaceSigningRotate,
};
