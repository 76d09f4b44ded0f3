"use client";

import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { MomentInput } from "#components/campaign/moment-input.tsx";
import { useCan } from "#components/shell/session.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { HostDetail } from "#lib/host/schema.ts";
import { cancelMaintenance, hostQueries, planMaintenance } from "./queries.ts";

/** Times in which nothing is sent to the host: those planned, and a form for another. */
export function MaintenanceWindows({ host }: { host: HostDetail }) {
  const t = useTranslations("hosts.maintenance");
  const queryClient = useQueryClient();
  const allowed = useCan("hosts.write");
  const [start, setStart] = useState<string | null>(null);
  const [end, setEnd] = useState<string | null>(null);
  const show = (answer: HostDetail) => queryClient.setQueryData(hostQueries.one(host.host).queryKey, answer);
  const plan = useMutation({
    mutationFn: () =>
      planMaintenance(host.host, {
        ends_at: end ?? "",
        ...(start ? { starts_at: start } : {}),
      }),
    onSuccess: (answer) => {
      show(answer);
      setStart(null);
      setEnd(null);
    },
  });
  const cancel = useMutation({
    mutationFn: (id: string) => cancelMaintenance(host.host, id),
    onSuccess: show,
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    plan.mutate();
  }

  return (
    <SectionCard title={t("title")} description={t("text")}>
      <Stack gap="sm">
        {host.maintenance.map((window) => (
          <Group key={window.window_id} justify="space-between">
            <Text size="sm">
              <DateTime value={window.starts_at} /> – <DateTime value={window.ends_at} />
            </Text>
            {allowed && window.state === "planned" ? (
              <Button variant="default" size="xs" onClick={() => cancel.mutate(window.window_id)}>
                {t("cancel")}
              </Button>
            ) : null}
          </Group>
        ))}
        {allowed ? (
          <form onSubmit={submit}>
            <Stack gap="xs">
              <MomentInput label={t("start")} hint={t("startText")} value={start} onChange={setStart} />
              <MomentInput label={t("end")} required value={end} onChange={setEnd} />
              {plan.error ? <ErrorState error={plan.error} title={t("notPlanned")} /> : null}
              {cancel.error ? <ErrorState error={cancel.error} title={t("notCancelled")} /> : null}
              <Group justify="flex-end">
                <Button type="submit" variant="default" loading={plan.isPending}>
                  {t("plan")}
                </Button>
              </Group>
            </Stack>
          </form>
        ) : null}
      </Stack>
    </SectionCard>
  );
}
