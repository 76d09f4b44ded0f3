/** A campaign as it is kept: the draft, its state, and the version that is live. */
import type { CampaignDefinition, CampaignStatus, CampaignType } from "./schema.ts";

export interface VersionRow {
  id: string;
  number: number;
  contentHash: string;
  createdAt: Date;
  createdBy: string | null;
}

export interface LiveVersionRow extends VersionRow {
  /** Content blocks that are no longer as this version was published with, by name. */
  changedBlocks: string[];
}

export interface CampaignRow {
  id: string;
  workspaceId: string;
  type: CampaignType;
  status: CampaignStatus;
  draft: CampaignDefinition;
  revision: number;
  /** The open review: the content is not edited meanwhile. */
  reviewId: string | null;
  liveVersion: LiveVersionRow | null;
  createdBy: string | null;
  createdAt: Date;
  updatedAt: Date;
  launchedAt: Date | null;
  stoppedAt: Date | null;
  archivedAt: Date | null;
  firstSentAt: Date | null;
  lastSentAt: Date | null;
  nextRunAt: Date | null;
}
