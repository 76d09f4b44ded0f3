"use client";

import {
  ActionIcon,
  Autocomplete,
  Button,
  Checkbox,
  Group,
  NumberInput,
  Paper,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { eventQueries } from "#components/event/queries.ts";
import { FilterBuilder } from "#components/segment/filter-builder.tsx";
import { PropertyFilters } from "#components/segment/property-filters.tsx";
import { DurationInput } from "#components/ui/duration-input.tsx";
import { MAX_GROUPS, MAX_WINDOW_SECONDS, type StepOf } from "#lib/canvas/step-schema.ts";
import { EVERYBODY } from "#lib/segment/filter.ts";

type FormProps<Step> = { step: Step; onChange: (step: Step) => void };

/** Yes or no. */
export function DecisionForm({ step, onChange }: FormProps<StepOf<"decision_split">>) {
  const t = useTranslations("journeys");
  return (
    <Stack gap="xs">
      <Text size="sm">{t("decisionText")}</Text>
      <FilterBuilder
        label={t("condition")}
        value={step.filter ?? EVERYBODY}
        onChange={(filter) => onChange({ ...step, filter })}
      />
    </Stack>
  );
}

/** Wait for one of several events. */
export function ActionPathsForm({ step, onChange }: FormProps<StepOf<"action_paths">>) {
  const t = useTranslations("journeys");
  const names = useQuery(eventQueries.names());
  const { groups } = step;
  const set = (index: number, change: Partial<(typeof groups)[number]>): void =>
    onChange({
      ...step,
      groups: groups.map((group, at) => (at === index ? { ...group, ...change } : group)),
    });
  return (
    <Stack gap="sm">
      <DurationInput
        label={t("waitUpTo")}
        seconds={step.window_seconds}
        least={1}
        most={MAX_WINDOW_SECONDS}
        onChange={(window_seconds) => onChange({ ...step, window_seconds })}
      />
      {groups.map((group, index) => (
        <Card
          // biome-ignore lint/suspicious/noArrayIndexKey: paths have no identity of their own
          key={index}
          title={t("outputs.group", { number: index + 1 })}
          onRemove={() => onChange({ ...step, groups: groups.filter((_, at) => at !== index) })}
        >
          <Autocomplete
            label={t("event")}
            placeholder="flight_booked"
            data={names.data?.map((entry) => entry.name) ?? []}
            value={group.event ?? ""}
            onChange={(event) => set(index, { event: event || undefined })}
          />
          <PropertyFilters
            value={group.filters ?? []}
            onChange={(filters) => set(index, { filters })}
            properties={Object.keys(
              names.data?.find((entry) => entry.name === group.event)?.properties ?? {},
            )}
          />
        </Card>
      ))}
      <AddButton
        label={t("addEvent")}
        disabled={groups.length >= MAX_GROUPS}
        onClick={() => onChange({ ...step, groups: [...groups, {}] })}
      />
      <Checkbox
        label={t("ranked")}
        checked={step.ranked ?? false}
        onChange={(event) => onChange({ ...step, ranked: event.currentTarget.checked })}
      />
    </Stack>
  );
}

/** The first group that fits. */
export function AudiencePathsForm({ step, onChange }: FormProps<StepOf<"audience_paths">>) {
  const t = useTranslations("journeys");
  const { groups } = step;
  const set = (index: number, change: Partial<(typeof groups)[number]>): void =>
    onChange({
      ...step,
      groups: groups.map((group, at) => (at === index ? { ...group, ...change } : group)),
    });
  return (
    <Stack gap="sm">
      {groups.map((group, index) => (
        <Card
          // biome-ignore lint/suspicious/noArrayIndexKey: paths have no identity of their own
          key={index}
          title={t("outputs.group", { number: index + 1 })}
          onRemove={() => onChange({ ...step, groups: groups.filter((_, at) => at !== index) })}
        >
          <TextInput
            label={t("pathName")}
            value={group.name ?? ""}
            onChange={(event) => set(index, { name: event.currentTarget.value })}
          />
          <FilterBuilder
            label={t("condition")}
            value={group.filter ?? EVERYBODY}
            onChange={(filter) => set(index, { filter })}
          />
        </Card>
      ))}
      <AddButton
        label={t("addPath")}
        disabled={groups.length >= MAX_GROUPS}
        onClick={() => onChange({ ...step, groups: [...groups, { filter: EVERYBODY }] })}
      />
    </Stack>
  );
}

/** Chance decides. */
export function ExperimentForm({ step, onChange }: FormProps<StepOf<"experiment_paths">>) {
  const t = useTranslations("journeys");
  const { paths } = step;
  const sum = paths.reduce((total, path) => total + path.percentage, 0);
  const set = (index: number, change: Partial<(typeof paths)[number]>): void =>
    onChange({ ...step, paths: paths.map((path, at) => (at === index ? { ...path, ...change } : path)) });
  return (
    <Stack gap="sm">
      {paths.map((path, index) => (
        <Card
          // biome-ignore lint/suspicious/noArrayIndexKey: paths have no identity of their own
          key={index}
          title={t("outputs.group", { number: index + 1 })}
          onRemove={() => onChange({ ...step, paths: paths.filter((_, at) => at !== index) })}
        >
          <Group grow align="flex-end">
            <TextInput
              label={t("pathName")}
              value={path.name ?? ""}
              onChange={(event) => set(index, { name: event.currentTarget.value })}
            />
            <NumberInput
              label={t("share")}
              min={0}
              max={100}
              suffix=" %"
              value={path.percentage}
              onChange={(percentage) => typeof percentage === "number" && set(index, { percentage })}
            />
          </Group>
          <Checkbox
            label={t("control")}
            checked={path.control ?? false}
            onChange={(event) => set(index, { control: event.currentTarget.checked })}
          />
        </Card>
      ))}
      <Text size="sm" c={sum === 100 ? "dimmed" : "var(--sb-bad)"} role="status">
        {t("shareSum", { sum })}
      </Text>
      <AddButton
        label={t("addPath")}
        disabled={paths.length >= MAX_GROUPS}
        onClick={() => onChange({ ...step, paths: [...paths, { name: "", percentage: 0 }] })}
      />
    </Stack>
  );
}

function Card({ title, onRemove, children }: { title: string; onRemove: () => void; children: ReactNode }) {
  const t = useTranslations("journeys");
  return (
    <Paper p="sm" component="section" aria-label={title}>
      <Stack gap="xs">
        <Group justify="space-between">
          <Text size="sm" fw={600}>
            {title}
          </Text>
          <ActionIcon aria-label={t("removePath", { name: title })} onClick={onRemove}>
            <IconTrash size={15} aria-hidden="true" />
          </ActionIcon>
        </Group>
        {children}
      </Stack>
    </Paper>
  );
}

function AddButton({ label, disabled, onClick }: { label: string; disabled: boolean; onClick: () => void }) {
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      disabled={disabled}
      leftSection={<IconPlus size={14} aria-hidden="true" />}
      onClick={onClick}
      style={{ alignSelf: "flex-start" }}
    >
      {label}
    </Button>
  );
}
