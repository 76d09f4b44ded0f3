"use client";

import { Select } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useSession } from "#components/shell/session.tsx";
import { timeZones } from "#components/ui/time-zones.ts";

const WORKSPACE = "workspace";

type ZoneSelectProps = { value: string | undefined; onChange: (zone: string | undefined) => void };

/** The zone that times are meant in: that of the workspace, or one of its own. */
export function ZoneSelect({ value, onChange }: ZoneSelectProps) {
  const t = useTranslations("plan.clock");
  const { time_zone: workspaceZone } = useSession().workspace;
  return (
    <Select
      label={t("zone")}
      searchable
      data={[
        { value: WORKSPACE, label: t("workspace", { zone: workspaceZone }) },
        ...timeZones(value).map((zone) => ({ value: zone, label: zone })),
      ]}
      value={value ?? WORKSPACE}
      onChange={(chosen) => chosen && onChange(chosen === WORKSPACE ? undefined : chosen)}
      allowDeselect={false}
      w={260}
    />
  );
}
