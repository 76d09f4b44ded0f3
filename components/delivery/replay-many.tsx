"use client";

import {
  Button,
  Checkbox,
  Input,
  Modal,
  NumberInput,
  Progress,
  SegmentedControl,
  Stack,
  Text,
} from "@mantine/core";
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
import { isKnownStatus } from "#components/ui/status-tones.ts";
import type { ReplayPreview, ReplayView } from "#lib/delivery/replay-schema.ts";
import {
  cancelReplay,
  type DeliveryListFilter,
  deliveryQueries,
  type ReplayListFilter,
  startReplay,
} from "./queries.ts";

type Period = "failed" | "made";
type Version = ReplayView["version"];
type Props = {
  filter: DeliveryListFilter;
  /** What the beginning of the period is taken for, unless somebody chooses: when they failed, or were made. */
  by?: Period;
};

/** Button and dialog: how many, to where, how fast; then a replay of the fixed set. */
export function ReplayMany({ filter, label, by = "failed" }: Props & { label?: string }) {
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
        <ReplayForm filter={filter} by={by} onDone={dialog.close} />
      </Modal>
    </>
  );
}

function ReplayForm({ filter: shown, by, onDone }: Required<Props> & { onDone: () => void }) {
  const t = useTranslations("deliveries");
  const queryClient = useQueryClient();
  const [version, setVersion] = useState<Version>("same");
  const [rate, setRate] = useState<number | null>(10);
  const [period, setPeriod] = useState<Period>(by);
  const [unknownToo, setUnknownToo] = useState(false);
  const hasPeriod = Boolean(shown.since) && (shown.status ?? "failed") === "failed";
  const filter: ReplayListFilter =
    hasPeriod && period === "failed" ? { ...shown, since: null, failed_since: shown.since } : shown;
  const preview = useQuery(deliveryQueries.replayPreview(filter, version));
  const countOf = ({ count, unknown_count }: ReplayPreview) => count - (unknownToo ? 0 : unknown_count);
  const start = useMutation({
    mutationFn: () => startReplay({ ...filter, skip_unknown: !unknownToo }, { version, per_second: rate }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: deliveryQueries.all });
      onDone();
    },
  });
  return (
    <QueryView query={preview}>
      {(found) => (
        <Stack gap="md" aria-busy={preview.isPlaceholderData}>
          {hasPeriod ? <PeriodChoice value={period} onChange={setPeriod} /> : null}
          <Found found={found} status={filter.status ?? "failed"} />
          <UnknownOnes count={found.unknown_count} checked={unknownToo} onChange={setUnknownToo} />
          <NumberInput
            label={t("replayMany.rate")}
            description={t("replayMany.rateText")}
            min={0.1}
            max={1000}
            value={rate ?? ""}
            onChange={(value) => setRate(typeof value === "number" ? value : null)}
          />
          {rate && countOf(found) > 0 ? (
            <Text size="sm">
              {t("replayMany.takes", { minutes: Math.max(1, Math.ceil(countOf(found) / rate / 60)) })}
            </Text>
          ) : null}
          <VersionChoice value={version} onChange={setVersion} />
          <Text size="sm" c="dimmed">
            {t("replayMany.whatever")}
          </Text>
          {start.error ? <ErrorState error={start.error} title={t("failed")} /> : null}
          <Button
            loading={start.isPending}
            disabled={countOf(found) === 0 || preview.isPlaceholderData}
            onClick={() => start.mutate()}
          >
            {t("replayMany.start", { count: countOf(found) })}
          </Button>
        </Stack>
      )}
    </QueryView>
  );
}

/** What matches, and where it goes. */
function Found({ found, status }: { found: ReplayPreview; status: string }) {
  const { count, hosts, hosts_count, gone_count } = found;
  const t = useTranslations("deliveries");
  const statusWord = useTranslations("ui.status");
  const word = isKnownStatus(status) ? statusWord(status) : status;
  return (
    <div>
      <Text>{t("replayMany.count", { count, hosts: hosts_count, status: word })}</Text>
      {hosts.length > 0 ? (
        <Text size="sm" c="dimmed">
          {hosts.map((row) => `${row.host ?? "–"}: ${row.count}`).join(" · ")}
        </Text>
      ) : null}
      {gone_count > 0 ? <Text size="sm">{t("replayMany.gone", { count: gone_count })}</Text> : null}
    </div>
  );
}

type VersionChoiceProps = { value: Version; onChange: (value: Version) => void };

function VersionChoice({ value, onChange }: VersionChoiceProps) {
  const t = useTranslations("deliveries");
  return (
    <Input.Wrapper
      label={t("replayMany.version")}
      description={t(value === "same" ? "replayMany.sameText" : "replayMany.currentText")}
      inputWrapperOrder={["label", "input", "description"]}
      labelElement="div"
      styles={{ description: { marginTop: 4 } }}
    >
      <SegmentedControl
        aria-label={t("replayMany.version")}
        fullWidth
        value={value}
        onChange={(next) => onChange(next === "current" ? "current" : "same")}
        data={[
          { value: "same", label: t("replayMany.same") },
          { value: "current", label: t("replayMany.current") },
        ]}
      />
    </Input.Wrapper>
  );
}

function PeriodChoice({ value, onChange }: { value: Period; onChange: (value: Period) => void }) {
  const t = useTranslations("deliveries");
  return (
    <SegmentedControl
      aria-label={t("replayMany.period")}
      fullWidth
      value={value}
      onChange={(next) => onChange(next === "made" ? "made" : "failed")}
      data={[
        { value: "failed", label: t("replayMany.failedIn") },
        { value: "made", label: t("replayMany.madeIn") },
      ]}
    />
  );
}

type UnknownOnesProps = { count: number; checked: boolean; onChange: (checked: boolean) => void };

/** What may have arrived is left out unless somebody asks for it. */
function UnknownOnes({ count, checked, onChange }: UnknownOnesProps) {
  const t = useTranslations("deliveries");
  if (count === 0) return null;
  return (
    <Checkbox
      label={t("replayMany.unknown", { count })}
      description={t("replayMany.unknownText")}
      checked={checked}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
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
