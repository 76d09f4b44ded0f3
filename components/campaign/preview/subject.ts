/** For whom a message is shown: as typed on the screen, as the server takes it, as it is kept. Pure. */
import type { SampleSubject } from "#lib/campaign/sample-schema.ts";

/** The texts are JSON while they are typed, so they may be broken. */
export type PreviewSubject = {
  /** Empty for somebody made up. */
  externalUserId: string;
  attributes: string;
  eventProperties: string;
  triggerProperties?: string | undefined;
};

/** Throws while one of the texts is not a JSON object. */
export function subjectInput(subject: PreviewSubject): SampleSubject {
  const trigger = parse(subject.triggerProperties ?? "");
  return {
    ...(subject.externalUserId === ""
      ? { user: parse(subject.attributes) as SampleSubject["user"] }
      : { external_user_id: subject.externalUserId }),
    event_properties: parse(subject.eventProperties),
    ...(Object.keys(trigger).length > 0 ? { trigger_properties: trigger } : {}),
  };
}

/** A kept sample on the screen; what it does not say stays as it is there. */
export function shownSubject(sample: SampleSubject, before: PreviewSubject): PreviewSubject {
  const text = (value: unknown, otherwise: string): string =>
    value === undefined ? otherwise : JSON.stringify(value, null, 2);
  return {
    externalUserId: sample.external_user_id ?? "",
    attributes: text(sample.user, before.attributes),
    eventProperties: text(sample.event_properties, before.eventProperties),
    triggerProperties: text(sample.trigger_properties, before.triggerProperties ?? ""),
  };
}

function parse(text: string): Record<string, unknown> {
  if (text.trim() === "") return {};
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("not an object");
  return value as Record<string, unknown>;
}
