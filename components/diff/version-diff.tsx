"use client";

import { Badge, Stack, Text, Title } from "@mantine/core";
import { useLocale, useTranslations } from "next-intl";
import { type ReactNode, useMemo } from "react";
import { useRuleWords } from "#components/segment/use-rule-words.ts";
import { useSession } from "#components/shell/session.tsx";
import type { CampaignDefinition } from "#lib/campaign/schema.ts";
import {
  countChanges,
  diffVersions,
  SETTINGS,
  type SettingField,
  type VariationChange,
  type VersionSection,
} from "#lib/campaign/version-diff.ts";
import type { NameLookup } from "#lib/segment/describe.ts";
import { diffLines } from "#lib/webhook/line-diff.ts";
import classes from "./diff.module.css";
import { LineDiffView } from "./line-diff-view.tsx";
import { MessageDiffView } from "./message-diff-view.tsx";
import { settingWords } from "./setting-words.ts";

type VersionDiffProps = {
  before: CampaignDefinition;
  after: CampaignDefinition;
  /** Names of segments and campaigns, shown instead of their ids. */
  names?: NameLookup;
  /** Only these parts; all of them by default. */
  sections?: readonly VersionSection[];
  /** Shown below each change, given its field (`delivery`, `variations.0.webhook.url`): comments of a review. */
  aside?: ((field: string) => ReactNode) | undefined;
};

const ALL = Object.keys(SETTINGS) as VersionSection[];

/** Two versions of a campaign: messages by line or structure, settings in words; + and − say which side has it. */
export function VersionDiff({ before, after, names = {}, sections = ALL, aside }: VersionDiffProps) {
  const t = useTranslations("versions");
  const diff = useMemo(() => diffVersions(before, after), [before, after]);
  const shown = sections.filter(
    (section) =>
      diff.settings.some((setting) => setting.section === section) ||
      (section === "message" && diff.variations.length > 0),
  );
  if (countChanges(diff) === 0 || shown.length === 0) return <Text c="dimmed">{t("same")}</Text>;
  return (
    <Stack gap="lg">
      {shown.map((section) => (
        <section key={section} aria-label={t(`sections.${section}`)}>
          <Title order={3} size="h4" mb="xs">
            {t(`sections.${section}`)}
          </Title>
          <Stack gap="md">
            {section === "message"
              ? diff.variations.map((change) => (
                  <VariationDiff key={`${change.kind} ${change.field}`} change={change} aside={aside} />
                ))
              : null}
            {diff.settings
              .filter((setting) => setting.section === section)
              .map(({ field }) => (
                <SettingDiff
                  key={field}
                  field={field}
                  before={before}
                  after={after}
                  names={names}
                  aside={aside}
                />
              ))}
          </Stack>
        </section>
      ))}
    </Stack>
  );
}

type SettingDiffProps = Pick<VersionDiffProps, "before" | "after" | "aside"> & {
  field: SettingField;
  names: NameLookup;
};

function SettingDiff({ field, before, after, names, aside }: SettingDiffProps) {
  const t = useTranslations("versions");
  const words = useTranslations("versions.words");
  const say = useRuleWords();
  const { time_zone: timeZone } = useSession().workspace;
  const locale = useLocale();
  const inWords = (definition: CampaignDefinition): string =>
    settingWords({ t: words, locale, timeZone, names, say }, definition, field).join("\n");
  const label = t(`fields.${field}`);
  return (
    <div data-field={field}>
      <Text size="sm" fw={550} mb={4}>
        {label}
      </Text>
      <LineDiffView label={label} lines={diffLines(inWords(before), inWords(after))} prose />
      {aside?.(field)}
    </div>
  );
}

function VariationDiff({ change, aside }: { change: VariationChange; aside: VersionDiffProps["aside"] }) {
  const t = useTranslations("versions");
  const facts = [
    change.renamed ? t("renamed", change.renamed) : null,
    change.share ? t("share", change.share) : null,
  ].filter((fact) => fact !== null);
  return (
    <div data-field={change.field}>
      <div className={classes.head}>
        <Text fw={550}>{change.name}</Text>
        {change.kind === "changed" ? null : (
          <Badge variant="light" color="gray" c="var(--sb-idle)">
            {t(`kinds.${change.kind}`)}
          </Badge>
        )}
        {facts.map((fact) => (
          <Text key={fact} size="sm" c="dimmed">
            {fact}
          </Text>
        ))}
      </div>
      {change.renamed || change.share ? aside?.(change.field) : null}
      <MessageDiffView changes={change.message} field={`${change.field}.webhook`} aside={aside} />
    </div>
  );
}
