"use client";

import { Button } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useCan } from "#components/shell/session.tsx";
import { confirmAction } from "#components/ui/confirm.tsx";
import { notifyDone, notifyFailed } from "#components/ui/notify.tsx";
import type { HostDetail } from "#lib/host/schema.ts";
import { actOnHost, hostQueries } from "./queries.ts";

type Action = "pause" | "resume" | "probe";

/** Pause, release and probe: what fits the state of the host. */
export function HostActions({ host }: { host: HostDetail }) {
  const t = useTranslations("hosts");
  const allowed = useCan("hosts.write");
  const queryClient = useQueryClient();
  async function act(action: Action) {
    const answer = await actOnHost(host.host, action);
    queryClient.setQueryData(hostQueries.one(host.host).queryKey, answer);
    await queryClient.invalidateQueries({ queryKey: hostQueries.all });
    notifyDone(t(`done.${action}`, { host: host.host }));
  }
  const button = useMutation({ mutationFn: act, onError: (error) => notifyFailed(t("failed"), error) });
  if (!allowed) return null;
  const waiting = { count: host.waiting_count };
  const stopped = host.state !== "closed" || host.blocked_until !== null;

  function release() {
    if (host.waiting_count === 0) return button.mutate("resume");
    confirmAction({
      title: t("releaseTitle", { host: host.host }),
      body: t("releaseText", waiting),
      confirmLabel: t("releaseNow", waiting),
      onConfirm: () => act("resume"),
    });
  }
  function pause() {
    confirmAction({
      title: t("pauseTitle", { host: host.host }),
      body: t("pauseText"),
      confirmLabel: t("pause"),
      onConfirm: () => act("pause"),
    });
  }

  return (
    <>
      {host.state === "open" ? (
        <Button
          variant="default"
          loading={button.isPending && button.variables === "probe"}
          onClick={() => button.mutate("probe")}
        >
          {t("probe")}
        </Button>
      ) : null}
      {host.state === "paused" ? null : (
        <Button
          variant="default"
          leftSection={<IconPlayerPause size={16} aria-hidden="true" />}
          onClick={pause}
        >
          {t("pause")}
        </Button>
      )}
      {stopped ? (
        <Button
          leftSection={<IconPlayerPlay size={16} aria-hidden="true" />}
          loading={button.isPending && button.variables === "resume"}
          onClick={release}
        >
          {host.state === "paused" ? t("resume") : t("release")}
        </Button>
      ) : null}
    </>
  );
}
