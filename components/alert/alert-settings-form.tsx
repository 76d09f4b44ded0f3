"use client";

import { Button, Group, NumberInput, Stack, Switch, TextInput } from "@mantine/core";
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

  function submit(event: FormEvent) {
    event.preventDefault();
    save.mutate();
  }

  return (
    <SectionCard title={t("rules")} description={t("rulesText")}>
      <form onSubmit={submit}>
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
          <Group align="flex-end">
            <NumberInput
              label={t("ratio")}
              min={0.01}
              max={1}
              step={0.05}
              disabled={!allowed || !rate.enabled}
              value={rate.ratio}
              onChange={(value) => typeof value === "number" && setRate({ ratio: value })}
            />
            <NumberInput
              label={t("windowMinutes")}
              min={1}
              max={1440}
              disabled={!allowed || !rate.enabled}
              value={rate.window_minutes}
              onChange={(value) => typeof value === "number" && setRate({ window_minutes: value })}
            />
            <NumberInput
              label={t("minDeliveries")}
              min={1}
              disabled={!allowed || !rate.enabled}
              value={rate.min_deliveries}
              onChange={(value) => typeof value === "number" && setRate({ min_deliveries: value })}
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
          <NumberInput
            label={t("withinMinutes")}
            min={5}
            max={10_080}
            w={200}
            disabled={!allowed || !zero.enabled}
            value={zero.within_minutes}
            onChange={(value) =>
              typeof value === "number" &&
              setValues({ ...values, zero_volume: { ...zero, within_minutes: value } })
            }
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
