"use client";

import { Button, Fieldset, Group, NumberInput, SimpleGrid, Stack, Switch } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useCan } from "#components/shell/session.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { notifyDone } from "#components/ui/notify.tsx";
import type { BreakerSettings, HostDetail, HostSettings } from "#lib/host/schema.ts";
import { hostQueries, saveHost, settingsOf } from "./queries.ts";

type BreakerNumber = Exclude<keyof BreakerSettings, "enabled">;

const BREAKER_NUMBERS: { name: BreakerNumber; min: number; max: number; step?: number }[] = [
  { name: "consecutive_failures", min: 1, max: 100_000 },
  { name: "failure_ratio", min: 0.01, max: 1, step: 0.05 },
  { name: "min_requests", min: 1, max: 100_000 },
  { name: "window_seconds", min: 0.25, max: 3_600 },
  { name: "cooldown_seconds", min: 0.1, max: 86_400 },
];

/** Pace and health rules of a host. Everything else of its settings is kept. */
export function HostSettingsForm({ host }: { host: HostDetail }) {
  const t = useTranslations("hosts");
  const queryClient = useQueryClient();
  const allowed = useCan("hosts.write");
  const [settings, setSettings] = useState<HostSettings>(() => settingsOf(host));
  const save = useMutation({
    mutationFn: () => saveHost(host.host, settings),
    onSuccess: async (answer) => {
      queryClient.setQueryData(hostQueries.one(host.host).queryKey, answer);
      await queryClient.invalidateQueries({ queryKey: [...hostQueries.all, "list"] });
      notifyDone(t("saved"));
    },
  });
  const limit = settings.rate_limit;
  const setBreaker = (change: Partial<BreakerSettings>): void =>
    setSettings({ ...settings, breaker: { ...settings.breaker, ...change } });

  function submit(event: FormEvent) {
    event.preventDefault();
    save.mutate();
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Switch
          label={t("rateLimited")}
          description={t("rateLimitedText")}
          checked={limit !== null}
          disabled={!allowed}
          onChange={(event) =>
            setSettings({
              ...settings,
              rate_limit: event.currentTarget.checked ? { per_second: 10, burst: 10 } : null,
            })
          }
        />
        <SimpleGrid cols={{ base: 1, xs: 3 }}>
          <Amount
            label={t("perSecond")}
            value={limit?.per_second}
            min={0.001}
            max={10_000}
            disabled={!allowed || limit === null}
            onChange={(per_second) =>
              setSettings({ ...settings, rate_limit: { burst: limit?.burst ?? 1, per_second } })
            }
          />
          <Amount
            label={t("burst")}
            value={limit?.burst}
            min={1}
            max={100_000}
            disabled={!allowed || limit === null}
            onChange={(burst) =>
              setSettings({ ...settings, rate_limit: { per_second: limit?.per_second ?? 1, burst } })
            }
          />
          <Amount
            label={t("concurrency")}
            value={settings.max_concurrency}
            min={1}
            max={512}
            disabled={!allowed}
            onChange={(max_concurrency) => setSettings({ ...settings, max_concurrency })}
          />
        </SimpleGrid>
        <Fieldset legend={t("breaker.title")} disabled={!allowed}>
          <Stack gap="md">
            <Switch
              label={t("breaker.enabled")}
              description={t("breaker.text")}
              checked={settings.breaker.enabled}
              onChange={(event) => setBreaker({ enabled: event.currentTarget.checked })}
            />
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              {BREAKER_NUMBERS.map(({ name, ...range }) => (
                <Amount
                  key={name}
                  label={t(`breaker.${name}`)}
                  value={settings.breaker[name]}
                  disabled={!allowed || !settings.breaker.enabled}
                  onChange={(value) => setBreaker({ [name]: value })}
                  {...range}
                />
              ))}
            </SimpleGrid>
          </Stack>
        </Fieldset>
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
  );
}

type AmountProps = {
  label: string;
  value: number | undefined;
  min: number;
  max: number;
  step?: number;
  disabled: boolean;
  onChange: (value: number) => void;
};

function Amount({ value, onChange, ...rest }: AmountProps) {
  return (
    <NumberInput
      {...rest}
      description={`${rest.min} – ${rest.max}`}
      value={value ?? ""}
      onChange={(next) => typeof next === "number" && onChange(next)}
    />
  );
}
