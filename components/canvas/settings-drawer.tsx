"use client";

import { Checkbox, Drawer, NumberInput, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { eventQueries } from "#components/event/queries.ts";
import { AudienceCount } from "#components/segment/audience-panel.tsx";
import { FilterBuilder } from "#components/segment/filter-builder.tsx";
import type { CanvasDefinition } from "#lib/canvas/schema.ts";
import { useCanvasState } from "./canvas-store.ts";
import { EntrySettings } from "./entry-settings.tsx";
import { ExitRules, Goals } from "./exit-settings.tsx";
import { VariantSettings } from "./variant-settings.tsx";

type SettingsProps = { opened: boolean; onClose: () => void; canvasId: string };

/** Who comes in and when, who leaves early, and how fast messages go. */
export function SettingsDrawer({ opened, onClose, canvasId }: SettingsProps) {
  const t = useTranslations("journeys");
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size="lg"
      title={t("settings")}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <Settings canvasId={canvasId} />
    </Drawer>
  );
}

function Settings({ canvasId }: { canvasId: string }) {
  const t = useTranslations("journeys");
  const document = useCanvasState((state) => state.document);
  const change = useCanvasState((state) => state.change);
  const names = useQuery(eventQueries.names());
  const events = names.data?.map((entry) => entry.name) ?? [];
  const set = (part: Partial<CanvasDefinition>): void =>
    change({ label: t("undo.settings"), key: `settings ${Object.keys(part).join()}` }, (before) => ({
      ...before,
      ...part,
    }));
  return (
    <Stack gap="lg">
      <Textarea
        label={t("descriptionField")}
        value={document.description}
        onChange={(event) => set({ description: event.currentTarget.value })}
        autosize
      />
      <EntrySettings entry={document.entry} canvasId={canvasId} onChange={(entry) => set({ entry })} />
      <Stack gap="xs">
        <Text fw={600}>{t("audience")}</Text>
        <FilterBuilder
          label={t("audience")}
          value={document.audience}
          onChange={(audience) => set({ audience })}
        />
        <AudienceCount filter={document.audience} />
      </Stack>
      <ExitRules
        rules={document.exit_criteria}
        events={events}
        onChange={(exit_criteria) => set({ exit_criteria })}
      />
      <Goals
        canvasId={canvasId}
        goals={document.conversions}
        onChange={(conversions) => set({ conversions })}
      />
      <VariantSettings variants={document.variants} onChange={(variants) => set({ variants })} />
      <QuietHours document={document} onChange={set} />
      <NumberInput
        label={t("perMinute")}
        description={t("perMinuteText")}
        min={1}
        max={10_000_000}
        allowDecimal={false}
        value={document.rate_limit.per_minute ?? ""}
        onChange={(value) => set({ rate_limit: { per_minute: typeof value === "number" ? value : null } })}
      />
    </Stack>
  );
}

type QuietProps = { document: CanvasDefinition; onChange: (part: Partial<CanvasDefinition>) => void };

function QuietHours({ document, onChange }: QuietProps) {
  const t = useTranslations("journeys");
  const quiet = document.quiet_hours;
  return (
    <Stack gap="xs">
      <Checkbox
        label={t("quietHours")}
        checked={quiet !== null}
        onChange={(event) =>
          onChange({
            quiet_hours: event.currentTarget.checked
              ? { start: "22:00", end: "08:00", action: "defer" }
              : null,
          })
        }
      />
      {quiet
        ? (["start", "end"] as const).map((end) => (
            <TextInput
              key={end}
              type="time"
              label={t(`quiet.${end}`)}
              value={quiet[end]}
              onChange={(event) =>
                event.currentTarget.value &&
                onChange({ quiet_hours: { ...quiet, [end]: event.currentTarget.value } })
              }
              w={160}
            />
          ))
        : null}
    </Stack>
  );
}
