/** Everything the gallery offers, in one shape for its cards: single campaigns, campaigns of several messages, journeys. */
import {
  type JourneyTemplate,
  journeyTemplateSchema,
  type MessagesTemplate,
  messagesTemplateSchema,
  type TemplateStep,
} from "./journey-schema.ts";
import { bookingCreditJourney } from "./journeys/booking-credit.ts";
import { levelRewardJourney } from "./journeys/level-reward.ts";
import { levelRewardMessages } from "./journeys/level-reward-messages.ts";
import { welcomeJourney } from "./journeys/welcome.ts";
import { winbackJourney } from "./journeys/winback.ts";
import type { GalleryCategory, GalleryTemplate } from "./schema.ts";
import { GALLERY } from "./templates.ts";

export const JOURNEYS: readonly JourneyTemplate[] = [
  levelRewardJourney,
  bookingCreditJourney,
  welcomeJourney,
  winbackJourney,
].map((journey) => journeyTemplateSchema.parse(journey));

export const MESSAGES: readonly MessagesTemplate[] = [levelRewardMessages].map((messages) =>
  messagesTemplateSchema.parse(messages),
);

export type GalleryItem = {
  id: string;
  name: string;
  category: GalleryCategory;
  /** Page of docs/use-cases. */
  guide: string;
  /** The event that starts it. */
  event: string;
  /** At most once per person. */
  once: boolean;
  /** The templates whose requests it sends, in their order. */
  parts: readonly GalleryTemplate[];
} & (
  | { kind: "campaign"; template: GalleryTemplate }
  | { kind: "messages"; messages: MessagesTemplate }
  | { kind: "journey"; journey: JourneyTemplate }
);
export type GalleryKind = GalleryItem["kind"];

/** Journeys and campaigns of several messages first: they are what people ask for by name. */
export const GALLERY_ITEMS: readonly GalleryItem[] = [
  ...JOURNEYS.slice(0, 1).map(ofJourney),
  ...MESSAGES.map(ofMessages),
  ...GALLERY.map(ofTemplate),
  ...JOURNEYS.slice(1).map(ofJourney),
];

function ofTemplate(template: GalleryTemplate): GalleryItem {
  const { id, name, category, guide, trigger, again } = template;
  const event = trigger.event;
  return { kind: "campaign", id, name, category, guide, event, once: !again, parts: [template], template };
}

function ofMessages(messages: MessagesTemplate): GalleryItem {
  const { id, name, category, guide } = messages;
  const parts = messages.messages.map((message) => templateCalled(message.template));
  const [first] = parts;
  const event = first?.trigger.event ?? "";
  return { kind: "messages", id, name, category, guide, event, once: false, parts, messages };
}

function ofJourney(journey: JourneyTemplate): GalleryItem {
  const { id, name, category, guide, entry } = journey;
  const parts = journey.steps.filter(isTemplateStep).map((step) => templateCalled(step.template));
  const again = (entry.re_entry as { allowed?: boolean } | undefined)?.allowed === true;
  return { kind: "journey", id, name, category, guide, event: entry.event, once: !again, parts, journey };
}

export function isTemplateStep(step: JourneyTemplate["steps"][number]): step is TemplateStep {
  return step.type === "template";
}

/** Throws when the gallery names a template that it does not have; a test tries all. */
export function templateCalled(id: string): GalleryTemplate {
  const template = GALLERY.find((one) => one.id === id);
  if (!template) throw new Error(`The gallery has no template "${id}".`);
  return template;
}

/** Secrets of all parts, each once. */
export function secretsOf(item: GalleryItem): GalleryTemplate["secrets"] {
  const byName = new Map(item.parts.flatMap((part) => part.secrets).map((secret) => [secret.name, secret]));
  return [...byName.values()];
}

/** What can be set when it is made: parameters of all parts, each once. */
export function parametersOf(item: GalleryItem): GalleryTemplate["parameters"] {
  const byName = new Map(item.parts.flatMap((part) => part.parameters).map((one) => [one.name, one]));
  return [...byName.values()];
}
