"use client";

import { Code, Group, Select, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { parseAsInteger, useQueryStates } from "nuqs";
import { campaignQueries } from "#components/campaign/queries.ts";
import { useNameLookup } from "#components/campaign/use-name-lookup.ts";
import { VersionDiff } from "#components/diff/version-diff.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import type { CampaignAnswer } from "#lib/campaign/schema.ts";

const DRAFT = "draft";

/** Any two versions, or a version and the draft; by default what is live and the draft. */
export function CompareVersions({ campaign }: { campaign: CampaignAnswer }) {
  const t = useTranslations("history");
  const id = campaign.campaign_id;
  const names = useNameLookup();
  const { data } = useQuery(campaignQueries.versions(id));
  const [chosen, choose] = useQueryStates({ before: parseAsInteger, after: parseAsInteger });
  const before = chosen.before ?? campaign.live_version?.number ?? null;
  const older = useQuery(campaignQueries.version(id, before));
  const newer = useQuery(campaignQueries.version(id, chosen.after));
  if (before === null) return <Text c="dimmed">{t("neverLaunched")}</Text>;
  const options = (data?.versions ?? []).map(({ number, live }) => ({
    value: String(number),
    label: t(live ? "versionLive" : "version", { number }),
  }));
  return (
    <Stack gap="md">
      <Group gap="sm">
        <Select
          label={t("from")}
          data={options}
          value={String(before)}
          onChange={(value) => void choose({ before: value === null ? null : Number(value) })}
          allowDeselect={false}
          w={200}
        />
        <Select
          label={t("to")}
          data={[{ value: DRAFT, label: t("draft") }, ...options]}
          value={chosen.after === null ? DRAFT : String(chosen.after)}
          onChange={(value) =>
            void choose({ after: value === null || value === DRAFT ? null : Number(value) })
          }
          allowDeselect={false}
          w={200}
        />
      </Group>
      <QueryView query={older}>
        {(old) =>
          chosen.after === null ? (
            <>
              <VersionDiff before={old.definition} after={campaign} names={names} />
              {old.number === campaign.live_version?.number ? (
                <ChangedBlocks names={campaign.changed_content_blocks} />
              ) : null}
            </>
          ) : (
            <QueryView query={newer}>
              {(other) => (
                <>
                  <VersionDiff before={old.definition} after={other.definition} names={names} />
                  <ChangedBlocks names={changedBlocks(old.content_blocks, other.content_blocks)} />
                </>
              )}
            </QueryView>
          )
        }
      </QueryView>
    </Stack>
  );
}

type Blocks = Readonly<Record<string, string>> | null;

/** Blocks that both versions include with another text; nothing is known of versions that kept none. */
function changedBlocks(before: Blocks, after: Blocks): string[] {
  if (before === null || after === null) return [];
  return Object.keys(after).filter((name) => name in before && before[name] !== after[name]);
}

function ChangedBlocks({ names }: { names: readonly string[] }) {
  const t = useTranslations("history");
  if (names.length === 0) return null;
  return (
    <Group gap={6}>
      <Text size="sm">{t("changedBlocks", { count: names.length })}</Text>
      {names.map((name) => (
        <Code key={name}>{name}</Code>
      ))}
    </Group>
  );
}
