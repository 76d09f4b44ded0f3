/** A step in words: its title, and one line about what it does. */
import {
  IconArrowsSplit2,
  IconBolt,
  IconBraces,
  IconClock,
  IconFlask,
  IconRoute,
  IconUserEdit,
  IconUsersGroup,
  IconWebhook,
  type TablerIcon,
} from "@tabler/icons-react";
import type { useTranslations } from "next-intl";
import type { Step, StepOf, StepType } from "#lib/canvas/step-schema.ts";
import type { Say } from "#lib/i18n/english.ts";
import { describe, type NameLookup } from "#lib/segment/describe.ts";
import type { Output } from "./step-outputs.ts";

export type Translate = ReturnType<typeof useTranslations>;

/** How conditions are said: in the language of the screen, with the names of what they refer to. */
export type RuleWords = { say: Say; names: NameLookup };

export const STEP_ICONS: Record<StepType, TablerIcon> = {
  message: IconWebhook,
  delay: IconClock,
  action_paths: IconBolt,
  decision_split: IconArrowsSplit2,
  audience_paths: IconUsersGroup,
  experiment_paths: IconFlask,
  user_update: IconUserEdit,
  context: IconBraces,
  canvas: IconRoute,
};

/** Its name, or its kind while it has none. */
export function stepTitle(t: Translate, step: Step): string {
  return step.name || t(`kinds.${step.type}`);
}

/** What it does, in one line. */
export function stepSummary(t: Translate, step: Step, rules: RuleWords): string {
  switch (step.type) {
    case "message":
      return step.webhook ? `${step.webhook.method} ${step.webhook.url.replace(/^https?:\/\//, "")}` : "";
    case "delay":
      return delayWords(t, step);
    case "action_paths":
      return t("words.events", {
        events: step.groups.map((group) => group.event || group.product_id || "?").join(", "),
        time: durationWords(t, step.window_seconds),
      });
    case "decision_split":
      return step.filter ? describe(step.filter, rules.names, rules.say) : "";
    case "audience_paths":
      return t("words.audiences", { count: step.groups.length });
    case "experiment_paths":
      return step.paths.map((path) => `${path.name ?? "?"} ${path.percentage} %`).join(" · ");
    case "user_update":
      return Object.keys(step.attributes).join(", ") || t("words.nothingSet");
    case "context":
      return Object.keys(step.set).join(", ") || t("words.nothingSet");
    case "canvas":
      return step.canvas_id ? t("words.journey") : t("words.noJourney");
  }
}

/** What stands at a way out; empty for the only one. */
export function outputWords(t: Translate, output: Output): string {
  if (output.percentage !== undefined) return `${output.name ?? ""} ${output.percentage} %`.trim();
  if (output.name) return output.name;
  const [kind, index] = output.key.split(":");
  if (index !== undefined) return t("outputs.group", { number: Number(index) + 1 });
  return kind === "next" || kind === "start" ? "" : t(`outputs.${kind}`);
}

const UNITS = [
  ["days", 86_400],
  ["hours", 3_600],
  ["minutes", 60],
] as const;

/** "3 days", "90 seconds". */
export function durationWords(t: Translate, seconds: number): string {
  for (const [unit, size] of UNITS) {
    if (seconds >= size && seconds % size === 0) return t(`durations.${unit}`, { count: seconds / size });
  }
  return t("durations.seconds", { count: seconds });
}

function delayWords(t: Translate, { delay }: StepOf<"delay">): string {
  if (!delay) return "";
  if (delay.seconds !== undefined) return t("words.wait", { time: durationWords(t, delay.seconds) });
  if (delay.time_of_day !== undefined) return t("words.until", { time: delay.time_of_day });
  if (delay.until !== undefined) return t("words.until", { time: delay.until });
  if (delay.weekday !== undefined)
    return t("words.weekday", { day: t(`weekdays.${delay.weekday}`), time: delay.time ?? "" });
  if (delay.attribute !== undefined) return t("words.attribute", { name: delay.attribute });
  return t("words.days", { count: delay.days ?? 0, time: delay.time ?? "" });
}
