"use client";

import { Button, Modal, NumberInput, Progress, SegmentedControl, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconRepeat } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useCan } from "#components/shell/session.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { notifyFailed } from "#components/ui/notify.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { ReplayView } from "#lib/delivery/replay-schema.ts";
import { cancelReplay, type DeliveryListFilter, deliveryQueries, startReplay } from "./queries.ts";

/** Button and dialog: how many, to where, how fast; then a replay of the fixed set. */
export function ReplayMany({ filter, label }: { filter: DeliveryListFilter; label?: string }) {
  const t = useTranslations("deliveries");
  const [opened, dialog] = useDisclosure();
  if (!useCan("deliveries.replay")) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconRepeat size={16} aria-hidden="true" />}
        onClick={dialog.open}
      >
        {label ?? t("replayMany.button")}
      </Button>
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={t("replayMany.title")}
        closeButtonProps={{ "aria-label": t("replayMany.close") }}
      >
        <ReplayForm filter={filter} onDone={dialog.close} />
      </Modal>
    </>
  );
}

function ReplayForm({ filter, onDone }: { filter: DeliveryListFilter; onDone: () => void }) {
  const t = useTranslations("deliveries");
  const queryClient = useQueryClient();
  const [version, setVersion] = useState<"same" | "current">("same");
  const [rate, setRate] = useState<number | null>(10);
  const preview = useQuery(deliveryQueries.replayPreview(filter));
  const start = useMutation({
    mutationFn: () => startReplay(filter, { version, per_second: rate }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: deliveryQueries.all });
      onDone();
    },
  });
  return (
    <QueryView query={preview}>
      {({ count, hosts, hosts_count }) => (
        <Stack gap="md">
          <Text>
            {t("replayMany.count", { count, hosts: hosts_count, status: filter.status ?? "failed" })}
          </Text>
          {hosts.length > 0 ? (
            <Text size="sm" c="dimmed">
              {hosts.map((row) => `${row.host ?? "–"}: ${row.count}`).join(" · ")}
            </Text>
          ) : null}
          <NumberInput
            label={t("replayMany.rate")}
            description={t("replayMany.rateText")}
            min={0.1}
            max={1000}
            value={rate ?? ""}
            onChange={(value) => setRate(typeof value === "number" ? value : null)}
          />
          {rate && count > 0 ? (
            <Text size="sm">
              {t("replayMany.takes", { minutes: Math.max(1, Math.ceil(count / rate / 60)) })}
            </Text>
          ) : null}
          <SegmentedControl
            aria-label={t("replayMany.version")}
            value={version}
            onChange={(value) => setVersion(value === "current" ? "current" : "same")}
            data={[
              { value: "same", label: t("replayMany.same") },
              { value: "current", label: t("replayMany.current") },
            ]}
          />
          <Text size="sm" c="dimmed">
            {version === "same" ? t("replayMany.sameText") : t("replayMany.currentText")}
          </Text>
          {start.error ? <ErrorState error={start.error} title={t("failed")} /> : null}
          <Button loading={start.isPending} disabled={count === 0} onClick={() => start.mutate()}>
            {t("replayMany.start", { count })}
          </Button>
        </Stack>
      )}
    </QueryView>
  );
}

/** Replays that run, and the last one that ended today. */
export function ReplayProgress() {
  const t = useTranslations("deliveries");
  const { data } = useQuery(deliveryQueries.replays());
  const shown = (data?.replays ?? []).filter((replay, index) => index === 0 || isRunning(replay)).slice(0, 5);
  if (shown.length === 0) return null;
  return (
    <SectionCard title={t("replayMany.running")}>
      <Stack gap="sm">
        {shown.map((replay) => (
          <ReplayRow key={replay.replay_id} replay={replay} />
        ))}
      </Stack>
    </SectionCard>
  );
}

const isRunning = ({ status }: ReplayView) => status === "pending" || status === "running";

function ReplayRow({ replay }: { replay: ReplayView }) {
  const t = useTranslations("deliveries");
  const queryClient = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => cancelReplay(replay.replay_id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: deliveryQueries.all }),
    onError: (error) => notifyFailed(t("failed"), error),
  });
  const progress = t("replayMany.progress", { done: replay.done_count, total: replay.total_count });
  return (
    <Stack gap={4}>
      <div style={{ display: "flex", gap: 8, alignItems: "center", flexWrap: "wrap" }}>
        <StatusBadge status={replay.status} />
        <Text size="sm" style={{ flex: 1 }}>
          {progress}
        </Text>
        {isRunning(replay) ? (
          <Button variant="default" size="xs" loading={cancel.isPending} onClick={() => cancel.mutate()}>
            {t("replayMany.cancel")}
          </Button>
        ) : null}
      </div>
      <Progress
        aria-label={progress}
        value={replay.total_count === 0 ? 100 : (replay.done_count / replay.total_count) * 100}
      />
    </Stack>
  );
}
