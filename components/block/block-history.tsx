"use client";

import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { LineDiffView } from "#components/diff/line-diff-view.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { BlockVersion } from "#lib/template/block-usage-schema.ts";
import { diffLines } from "#lib/webhook/line-diff.ts";
import { blockQueries } from "./queries.ts";

type BlockHistoryProps = {
  id: string;
  /** The text in the editor, which versions are compared with. */
  current: string;
  /** Puts an old text into the editor; null for people who may not change it. */
  onRestore: ((content: string) => void) | null;
};

/** Every text the block had, each with its difference to the one in the editor. */
export function BlockHistory({ id, current, onRestore }: BlockHistoryProps) {
  const t = useTranslations("blocks");
  const query = useQuery(blockQueries.versions(id));
  return (
    <SectionCard title={t("versions")} description={t("versionsText")}>
      <QueryView query={query}>
        {({ versions }) => (
          <Stack gap="sm" component="ol" m={0} p={0} style={{ listStyle: "none" }}>
            {versions.map((version) => (
              <Version key={version.version} version={version} current={current} onRestore={onRestore} />
            ))}
          </Stack>
        )}
      </QueryView>
    </SectionCard>
  );
}

type VersionProps = Omit<BlockHistoryProps, "id"> & { version: BlockVersion };

function Version({ version, current, onRestore }: VersionProps) {
  const t = useTranslations("blocks");
  const [open, setOpen] = useState(false);
  const number = version.version;
  return (
    <li>
      <Group gap="xs">
        <Text fw={550}>{t("versionNumber", { number })}</Text>
        <Text size="sm" c="dimmed" component="span">
          <RelativeTime value={version.created_at} /> {version.created_by ? `· ${version.created_by}` : ""}
        </Text>
        <Button
          variant="subtle"
          size="compact-sm"
          aria-expanded={open}
          disabled={version.content === current}
          onClick={() => setOpen(!open)}
        >
          {t("difference", { number })}
        </Button>
        {onRestore && version.content !== current ? (
          <Button variant="subtle" size="compact-sm" onClick={() => onRestore(version.content)}>
            {t("restore", { number })}
          </Button>
        ) : null}
      </Group>
      {open ? (
        <LineDiffView label={t("difference", { number })} lines={diffLines(version.content, current)} />
      ) : null}
    </li>
  );
}
