"use client";

import { Button, Drawer, Group, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useCan } from "#components/shell/session.tsx";
import { confirmAction } from "#components/ui/confirm.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { ToneBadge } from "#components/ui/status-badge.tsx";
import type { VersionList } from "#lib/canvas/publish-schema.ts";
import { ChangeList } from "./change-list.tsx";
import { canvasQueries, restoreVersion } from "./queries.ts";

type VersionsProps = {
  canvasId: string;
  opened: boolean;
  onClose: () => void;
  /** Shows what was brought back. */
  onRestored: () => Promise<void>;
};

/** Everything that was ever live: who published it, how it differs from the draft, and a way back. */
export function VersionsDrawer({ canvasId, opened, onClose, onRestored }: VersionsProps) {
  const t = useTranslations("journeyPublish");
  const query = useQuery({ ...canvasQueries.versions(canvasId), enabled: opened });
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size="lg"
      title={t("versions")}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <QueryView
        query={query}
        isEmpty={(list) => list.versions.length === 0}
        empty={<Text c="dimmed">{t("noVersions")}</Text>}
      >
        {(list) => (
          <Stack component="ol" gap="lg" m={0} p={0} style={{ listStyle: "none" }}>
            {list.versions.map((version) => (
              <VersionItem
                key={version.version_id}
                canvasId={canvasId}
                version={version}
                onRestored={onRestored}
              />
            ))}
          </Stack>
        )}
      </QueryView>
    </Drawer>
  );
}

type ItemProps = {
  canvasId: string;
  version: VersionList["versions"][number];
  onRestored: () => Promise<void>;
};

function VersionItem({ canvasId, version, onRestored }: ItemProps) {
  const t = useTranslations("journeyPublish");
  const queryClient = useQueryClient();
  const mayWrite = useCan("canvas.write");
  const [compared, setCompared] = useState(false);
  const diff = useQuery({ ...canvasQueries.versionDiff(canvasId, version.number), enabled: compared });
  return (
    <li>
      <Group gap="xs">
        <Text fw={600}>{t("version", { number: version.number })}</Text>
        {version.live ? <ToneBadge tone="ok">{t("live")}</ToneBadge> : null}
        {version.people_inside > 0 ? (
          <ToneBadge tone="info">{t("inside", { count: version.people_inside })}</ToneBadge>
        ) : null}
      </Group>
      <Text size="sm" c="dimmed">
        {version.created_by ? `${version.created_by} · ` : ""}
        <RelativeTime value={version.created_at} />
      </Text>
      {version.note ? <Text size="sm">{version.note}</Text> : null}
      <Group gap="xs" mt={4}>
        <Button
          size="compact-sm"
          variant="default"
          aria-expanded={compared}
          onClick={() => setCompared((open) => !open)}
        >
          {t("compare")}
        </Button>
        {mayWrite ? (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() =>
              confirmAction({
                title: t("restoreTitle", { number: version.number }),
                body: t("restoreText"),
                confirmLabel: t("restore"),
                onConfirm: async () => {
                  await restoreVersion(canvasId, version.number);
                  await onRestored();
                  await queryClient.invalidateQueries({ queryKey: canvasQueries.all });
                },
              })
            }
          >
            {t("restore")}
          </Button>
        ) : null}
      </Group>
      {compared ? (
        <Stack mt="xs">
          <QueryView query={diff}>{(answer) => <ChangeList changes={answer.changes} />}</QueryView>
        </Stack>
      ) : null}
    </li>
  );
}
