"use client";

import { Alert, Anchor, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { IconTestPipe } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useCan } from "#components/shell/session.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { useProblemWords } from "#components/ui/use-problem-words.ts";
import type { DryRunView } from "#lib/campaign/sample-schema.ts";
import { campaignQueries, cancelDryRun, startDryRun } from "./queries.ts";

/** Renders everything for the whole audience and sends nothing: who would get nothing, and why. */
export function DryRunCard({ campaignId }: { campaignId: string }) {
  const t = useTranslations("composer.dryRun");
  const queryClient = useQueryClient();
  const mayWrite = useCan("campaigns.write");
  const options = campaignQueries.dryRun(campaignId);
  const query = useQuery(options);
  const keep = (answer: { dry_run: DryRunView | null }): void => {
    queryClient.setQueryData(options.queryKey, answer);
  };
  const start = useMutation({ mutationFn: () => startDryRun(campaignId), onSuccess: keep });
  const cancel = useMutation({ mutationFn: () => cancelDryRun(campaignId), onSuccess: keep });
  const run = query.data?.dry_run ?? null;
  const running = run?.status === "pending" || run?.status === "running";
  return (
    <SectionCard
      title={t("title")}
      description={t("text")}
      actions={
        mayWrite ? (
          running ? (
            <Button variant="default" size="xs" loading={cancel.isPending} onClick={() => cancel.mutate()}>
              {t("cancel")}
            </Button>
          ) : (
            <Button
              variant="default"
              size="xs"
              leftSection={<IconTestPipe size={14} aria-hidden="true" />}
              loading={start.isPending}
              onClick={() => start.mutate()}
            >
              {t(run ? "again" : "start")}
            </Button>
          )
        ) : null
      }
    >
      {start.error ? <ErrorState error={start.error} title={t("failed")} /> : null}
      <QueryView query={query}>{({ dry_run }) => (dry_run ? <Outcome run={dry_run} /> : null)}</QueryView>
    </SectionCard>
  );
}

function Outcome({ run }: { run: DryRunView }) {
  const t = useTranslations("composer.dryRun");
  const say = useProblemWords();
  const total = run.expected_count ?? 0;
  const running = run.status === "pending" || run.status === "running";
  const words = t(`state.${run.status}`, { done: run.done_count, total, failed: run.failed_count });
  return (
    <Stack gap="sm">
      {running ? (
        <Progress value={total === 0 ? 0 : (run.done_count / total) * 100} aria-label={words} />
      ) : null}
      <Group gap="xs" role="status">
        <Text size="sm" fw={run.failed_count > 0 ? 600 : 400}>
          {words}
        </Text>
        {run.finished_at ? (
          <Text size="sm" c="dimmed" component="span">
            <RelativeTime value={run.finished_at} />
          </Text>
        ) : null}
      </Group>
      {run.stale ? (
        <Text size="sm" c="var(--sb-warn)">
          {t("stale")}
        </Text>
      ) : null}
      {run.skips_connected_content ? (
        <Alert color="yellow" styles={{ message: { color: "var(--sb-warn)" } }}>
          {t("connectedContent")}
        </Alert>
      ) : null}
      {run.failures.length > 0 ? (
        <DataTable
          caption={t("failures")}
          rows={run.failures}
          rowId={(row) => `${row.external_user_id} ${row.field}`}
          minWidth={360}
          columns={[
            {
              id: "person",
              header: t("person"),
              cell: (row) =>
                row.external_user_id ? (
                  <Anchor component={Link} href={`/people/${encodeURIComponent(row.external_user_id)}`}>
                    {row.external_user_id}
                  </Anchor>
                ) : (
                  "–"
                ),
            },
            { id: "why", header: t("why"), cell: (row) => say(row).message },
          ]}
        />
      ) : null}
      {run.failed_count > run.failures.length ? (
        <Text size="sm" c="dimmed">
          {t("more", { count: run.failed_count - run.failures.length })}
        </Text>
      ) : null}
    </Stack>
  );
}
