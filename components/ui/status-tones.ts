import {
  IconArchive,
  IconBan,
  IconCalendarClock,
  IconCheck,
  IconCircleDashed,
  IconCircleHalf2,
  IconClock,
  IconEye,
  IconFlagCheck,
  IconHandStop,
  IconListCheck,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconRefresh,
  IconShieldCheck,
  IconUpload,
  IconUserOff,
  IconX,
  type TablerIcon,
} from "@tabler/icons-react";

export type Tone = "ok" | "warn" | "bad" | "info" | "idle";

/** Every state word of the product with its colour and picture; its text is `ui.status.<word>`. */
export const STATUS_STYLES = {
  // campaigns and journeys
  draft: { tone: "idle", icon: IconPencil },
  scheduled: { tone: "info", icon: IconCalendarClock },
  active: { tone: "ok", icon: IconPlayerPlay },
  paused: { tone: "warn", icon: IconPlayerPause },
  stopped: { tone: "idle", icon: IconPlayerStop },
  finished: { tone: "idle", icon: IconFlagCheck },
  archived: { tone: "idle", icon: IconArchive },
  // deliveries and attempts
  pending: { tone: "info", icon: IconCircleDashed },
  held: { tone: "warn", icon: IconHandStop },
  retrying: { tone: "warn", icon: IconRefresh },
  delivered: { tone: "ok", icon: IconCheck },
  failed: { tone: "bad", icon: IconX },
  aborted: { tone: "idle", icon: IconBan },
  cancelled: { tone: "idle", icon: IconBan },
  // hosts
  closed: { tone: "ok", icon: IconCheck },
  open: { tone: "bad", icon: IconHandStop },
  half_open: { tone: "warn", icon: IconCircleHalf2 },
  slowed: { tone: "warn", icon: IconClock },
  // reviews
  in_review: { tone: "info", icon: IconEye },
  approved: { tone: "ok", icon: IconShieldCheck },
  changes_requested: { tone: "warn", icon: IconPencil },
  withdrawn: { tone: "idle", icon: IconBan },
  stale: { tone: "warn", icon: IconClock },
  unapproved: { tone: "warn", icon: IconShieldCheck },
  // journey entries
  waiting: { tone: "info", icon: IconClock },
  completed: { tone: "ok", icon: IconFlagCheck },
  exited: { tone: "idle", icon: IconUserOff },
  // jobs, keys, people of the team
  running: { tone: "info", icon: IconRefresh },
  queued: { tone: "idle", icon: IconCircleDashed },
  expired: { tone: "idle", icon: IconClock },
  revoked: { tone: "bad", icon: IconBan },
  invited: { tone: "info", icon: IconClock },
  // imports
  uploaded: { tone: "idle", icon: IconUpload },
  checking: { tone: "info", icon: IconRefresh },
  checked: { tone: "info", icon: IconListCheck },
} as const satisfies Record<string, { tone: Tone; icon: TablerIcon }>;

export type KnownStatus = keyof typeof STATUS_STYLES;

export function isKnownStatus(status: string): status is KnownStatus {
  return status in STATUS_STYLES;
}
