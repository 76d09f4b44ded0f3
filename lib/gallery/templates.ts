/** The gallery: one file per template, checked against the schema when first read. */
import { type GalleryTemplate, galleryTemplateSchema } from "./schema.ts";
import { amplitudeEvent } from "./templates/amplitude-event.ts";
import { fcmPush } from "./templates/fcm-push.ts";
import { gameReward } from "./templates/game-reward.ts";
import { hubspotContact } from "./templates/hubspot-contact.ts";
import { hubspotSubscription } from "./templates/hubspot-subscription.ts";
import { iftttEvent } from "./templates/ifttt-event.ts";
import { linePush } from "./templates/line-push.ts";
import { lobLetter } from "./templates/lob-letter.ts";
import { lobPostcard } from "./templates/lob-postcard.ts";
import { loyaltyCredit } from "./templates/loyalty-credit.ts";
import { messengerText } from "./templates/messenger-text.ts";
import { onesignalPush } from "./templates/onesignal-push.ts";
import { ownTrack } from "./templates/own-track.ts";
import { playfabReward } from "./templates/playfab-reward.ts";
import { salesforceLead } from "./templates/salesforce-lead.ts";
import { segmentTrack } from "./templates/segment-track.ts";
import { squarePoints } from "./templates/square-points.ts";

export const GALLERY: readonly GalleryTemplate[] = [
  linePush,
  loyaltyCredit,
  hubspotSubscription,
  hubspotContact,
  segmentTrack,
  amplitudeEvent,
  messengerText,
  lobPostcard,
  lobLetter,
  gameReward,
  playfabReward,
  fcmPush,
  onesignalPush,
  squarePoints,
  iftttEvent,
  salesforceLead,
  ownTrack,
].map((template) => galleryTemplateSchema.parse(template));

/** The template a campaign was made from, by its tags. */
export function templateOf(tags: readonly string[]): GalleryTemplate | null {
  return GALLERY.find((template) => tags.includes(template.id)) ?? null;
}
