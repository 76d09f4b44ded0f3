"use client";

import { Stack, Text } from "@mantine/core";
import { useLocale, useTranslations } from "next-intl";
import { settingWords } from "#components/diff/setting-words.ts";
import { VersionDiff } from "#components/diff/version-diff.tsx";
import { useRuleWords } from "#components/segment/use-rule-words.ts";
import { useSession } from "#components/shell/session.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { SETTINGS, type SettingField, type VersionSection } from "#lib/campaign/version-diff.ts";
import type { NameLookup } from "#lib/segment/describe.ts";
import { type ShownContent, settingsOf } from "./content.ts";
import { ThreadView, useThreads } from "./threads.tsx";

const SHOWN: readonly VersionSection[] = ["message", "delivery", "audience", "conversions"];
/** What a canvas calls a setting of a campaign. */
const CANVAS_FIELDS: Partial<Record<string, string>> = {
  delivery: "entry",
  re_eligibility: "entry.re_entry",
};

type SettingsViewProps = { proposed: ShownContent; baseline: ShownContent | null };

/** Who, when and how fast, in words: first what changed, then everything as it is proposed. */
export function SettingsView({ proposed, baseline }: SettingsViewProps) {
  const t = useTranslations("reviews");
  const names: NameLookup = { segment: (id) => proposed.segments[id]?.name };
  const aside = (field: string) => <FieldThreads field={fieldIn(proposed.type, field)} />;
  return (
    <Stack gap="md">
      {baseline ? (
        <SectionCard title={t("settings.changes")} description={t("settings.changesHint")}>
          <VersionDiff
            before={{ ...settingsOf(baseline), variations: [] }}
            after={{ ...settingsOf(proposed), variations: [] }}
            names={names}
            sections={SHOWN}
            aside={aside}
          />
        </SectionCard>
      ) : null}
      <SectionCard title={t("settings.all")}>
        <AllSettings proposed={proposed} names={names} />
      </SectionCard>
    </Stack>
  );
}

const fieldIn = (type: ShownContent["type"], field: string): string =>
  type === "canvas" ? (CANVAS_FIELDS[field] ?? field) : field;

function AllSettings({ proposed, names }: { proposed: ShownContent; names: NameLookup }) {
  const t = useTranslations("versions");
  const wording = useTranslations("versions.words");
  const say = useRuleWords();
  const { time_zone: timeZone } = useSession().workspace;
  const locale = useLocale();
  const settings = settingsOf(proposed);
  const words = (field: SettingField) =>
    settingWords({ t: wording, locale, timeZone, names, say }, settings, field);
  return (
    <Stack component="dl" gap="sm" m={0}>
      {SHOWN.flatMap((section) => SETTINGS[section])
        .filter((field) => field !== "winner_selection" || settings.winner_selection !== null)
        .map((field) => (
          <div key={field}>
            <Text component="dt" size="sm" c="dimmed">
              {t(`fields.${field}`)}
            </Text>
            <Text component="dd" m={0} style={{ whiteSpace: "pre-line", overflowWrap: "anywhere" }}>
              {words(field).join("\n")}
            </Text>
            <FieldThreads field={fieldIn(proposed.type, field)} />
          </div>
        ))}
    </Stack>
  );
}

function FieldThreads({ field }: { field: string }) {
  return useThreads(field)
    ?.at(null)
    .map((thread) => <ThreadView key={thread.thread_id} thread={thread} />);
}
