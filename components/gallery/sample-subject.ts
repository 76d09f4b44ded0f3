import { templateOf } from "#lib/gallery/templates.ts";

/** Somebody and an event that fit a campaign made from a template, in the words of the preview; else null. */
export function sampleSubject(
  tags: readonly string[],
): { externalUserId: string; attributes: string; eventProperties: string } | null {
  const template = templateOf(tags);
  if (!template) return null;
  const { person, event_properties: properties } = template.example;
  return {
    externalUserId: "",
    attributes: JSON.stringify(person, null, 2),
    eventProperties: JSON.stringify(properties, null, 2),
  };
}
