"use client";

import { Button, Group, NumberInput, type NumberInputProps, Stack, Switch, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useCan } from "#components/shell/session.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { notifyDone } from "#components/ui/notify.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { AlertSettings } from "#lib/alert/schema.ts";
import { alertQueries, saveAlertSettings } from "./queries.ts";

/** When to raise an alert about a campaign, and where alerts are posted. */
export function AlertSettingsForm({ settings }: { settings: AlertSettings }) {
  const t = useTranslations("alerts");
  const queryClient = useQueryClient();
  const allowed = useCan("workspace.write");
  const [values, setValues] = useState(settings);
  const save = useMutation({
    mutationFn: () => saveAlertSettings(values),
    onSuccess: (saved) => {
      queryClient.setQueryData(alertQueries.settings().queryKey, saved);
      notifyDone(t("saved"));
    },
  });
  const { error_rate: rate, zero_volume: zero } = values;
  const setRate = (change: Partial<AlertSettings["error_rate"]>) =>
    setValues({ ...values, error_rate: { ...rate, ...change } });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    // What is out of range says so itself.
    const wrong = event.currentTarget.querySelector<HTMLElement>("input[aria-invalid=true]:not(:disabled)");
    if (wrong) wrong.focus();
    else save.mutate();
  }

  return (
    <SectionCard title={t("rules")} description={t("rulesText")}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md" maw={640}>
          <TextInput
            label={t("webhook")}
            description={t("webhookText")}
            placeholder="https://ops.example.com/signalbox"
            disabled={!allowed}
            value={values.webhook_url ?? ""}
            onChange={(event) =>
              setValues({ ...values, webhook_url: event.currentTarget.value.trim() || null })
            }
          />
          <Switch
            label={t("errorRate")}
            checked={rate.enabled}
            disabled={!allowed}
            onChange={(event) => setRate({ enabled: event.currentTarget.checked })}
          />
          <Group align="flex-start">
            <RuleNumber
              label={t("ratio")}
              min={0.01}
              max={1}
              step={0.05}
              disabled={!allowed || !rate.enabled}
              value={rate.ratio}
              onChange={(ratio) => setRate({ ratio })}
            />
            <RuleNumber
              label={t("windowMinutes")}
              min={1}
              max={1_440}
              disabled={!allowed || !rate.enabled}
              value={rate.window_minutes}
              onChange={(window_minutes) => setRate({ window_minutes })}
            />
            <RuleNumber
              label={t("minDeliveries")}
              min={1}
              max={1_000_000}
              disabled={!allowed || !rate.enabled}
              value={rate.min_deliveries}
              onChange={(min_deliveries) => setRate({ min_deliveries })}
            />
          </Group>
          <Switch
            label={t("zeroVolume")}
            checked={zero.enabled}
            disabled={!allowed}
            onChange={(event) =>
              setValues({ ...values, zero_volume: { ...zero, enabled: event.currentTarget.checked } })
            }
          />
          <RuleNumber
            label={t("withinMinutes")}
            min={5}
            max={10_080}
            disabled={!allowed || !zero.enabled}
            value={zero.within_minutes}
            onChange={(within_minutes) => setValues({ ...values, zero_volume: { ...zero, within_minutes } })}
          />
          {save.error ? <ErrorState error={save.error} title={t("failed")} /> : null}
          {allowed ? (
            <Group justify="flex-end">
              <Button type="submit" loading={save.isPending}>
                {t("save")}
              </Button>
            </Group>
          ) : null}
        </Stack>
      </form>
    </SectionCard>
  );
}

type RuleNumberProps = Pick<NumberInputProps, "label" | "step" | "disabled"> & {
  min: number;
  max: number;
  /** NaN: nothing stands in the field, which is refused and not quietly left as it was. */
  value: number;
  onChange: (value: number) => void;
};

function RuleNumber({ min, max, value, onChange, ...props }: RuleNumberProps) {
  const t = useTranslations("hosts");
  const range = t("range", { min, max });
  const isOutside = !(value >= min && value <= max);
  return (
    <NumberInput
      {...props}
      w={200}
      description={range}
      clampBehavior="none"
      error={isOutside ? t("outOfRange", { range }) : undefined}
      value={Number.isNaN(value) ? "" : value}
      onChange={(next) => onChange(typeof next === "number" ? next : Number.NaN)}
    />
  );
}
