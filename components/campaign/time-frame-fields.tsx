"use client";

import { Group, Select, Stack, Switch, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useSession } from "#components/shell/session.tsx";
import { timeZones } from "#components/ui/time-zones.ts";
import type { TimeFrame } from "#lib/trigger/schema.ts";

type TimeFrameFieldsProps = {
  value: TimeFrame | undefined;
  onChange: (frame: TimeFrame | undefined) => void;
};

/** The hours in which messages may go, on whose clock, and what becomes of the others. */
export function TimeFrameFields({ value: frame, onChange }: TimeFrameFieldsProps) {
  const t = useTranslations("plan.action");
  return (
    <Stack gap="xs" data-field="delivery.time_frame">
      <Switch
        label={t("frame")}
        checked={frame !== undefined}
        onChange={(event) =>
          onChange(event.currentTarget.checked ? { start: "09:00", end: "18:00" } : undefined)
        }
      />
      {frame ? (
        <Group gap="xs" align="flex-end">
          <TextInput
            type="time"
            label={t("from")}
            value={frame.start}
            onChange={(event) => onChange({ ...frame, start: event.currentTarget.value })}
          />
          <TextInput
            type="time"
            label={t("to")}
            value={frame.end}
            onChange={(event) => onChange({ ...frame, end: event.currentTarget.value })}
          />
          <FrameClock value={frame} onChange={onChange} />
          <Select
            label={t("otherwise")}
            data={[
              { value: "drop", label: t("drop") },
              { value: "next_available", label: t("next") },
            ]}
            value={frame.otherwise ?? "drop"}
            onChange={(next) => next && onChange({ ...frame, otherwise: next as "drop" | "next_available" })}
            allowDeselect={false}
            w={260}
          />
        </Group>
      ) : null}
    </Stack>
  );
}

const PERSON = "person";

function FrameClock({ value, onChange }: { value: TimeFrame; onChange: (frame: TimeFrame) => void }) {
  const t = useTranslations("plan.clock");
  const { time_zone: workspaceZone } = useSession().workspace;
  const ofWorkspace = value.in_local_time === false ? workspaceZone : PERSON;
  return (
    <Select
      label={t("whose")}
      searchable
      data={[
        { value: PERSON, label: t("person") },
        ...timeZones(workspaceZone, value.time_zone).map((zone) => ({ value: zone, label: zone })),
      ]}
      value={value.time_zone ?? ofWorkspace}
      onChange={(chosen) => {
        const { time_zone: _zone, in_local_time: _local, ...rest } = value;
        if (chosen) onChange(chosen === PERSON ? rest : { ...rest, in_local_time: false, time_zone: chosen });
      }}
      allowDeselect={false}
      w={220}
    />
  );
}
