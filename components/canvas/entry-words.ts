/** What starts a journey, in words. */
import type { CanvasEntryRule } from "#lib/canvas/schema.ts";
import { triggersOf } from "#lib/trigger/schema.ts";
import type { Translate } from "./step-words.ts";

export function entryWords(t: Translate, entry: CanvasEntryRule): string {
  if (entry.type !== "action") return t(`entryKinds.${entry.type}`);
  const events = triggersOf(entry).map((trigger) =>
    trigger.type === "custom_event" ? trigger.event : t(`triggers.${trigger.type}`),
  );
  return t("words.entry", { events: events.join(", ") });
}
