/** A canvas as it is kept: the draft, its state, and the version that is live. */
import type { PublishPlan } from "./publish-schema.ts";
import type { CanvasDefinition, CanvasStatus } from "./schema.ts";

export interface CanvasVersionRow {
  id: string;
  number: number;
  contentHash: string;
  createdAt: Date;
  createdBy: string | null;
  note: string | null;
}

export interface LiveCanvasVersionRow extends CanvasVersionRow {
  /** Content blocks that are no longer as this version was published with, by name. */
  changedBlocks: string[];
}

export interface CanvasRow {
  id: string;
  workspaceId: string;
  status: CanvasStatus;
  holding: boolean;
  draft: CanvasDefinition;
  revision: number;
  /** The open review: the content is not edited meanwhile. */
  reviewId: string | null;
  liveVersion: LiveCanvasVersionRow | null;
  createdAt: Date;
  updatedAt: Date;
  launchedAt: Date | null;
  stoppedAt: Date | null;
  archivedAt: Date | null;
  nextRunAt: Date | null;
  /** When a version that waits for it goes live. */
  publishAt: Date | null;
  publishPlan: PublishPlan | null;
}
