"use client";

import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useCan } from "#components/shell/session.tsx";
import { notifyDone, notifyFailed } from "#components/ui/notify.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { HostDetail } from "#lib/host/schema.ts";
import { hostQueries, resumeUrl } from "./queries.ts";

/** URLs that answered 410, each with a button to send there again. Not shown when there are none. */
export function PausedUrls({ host }: { host: HostDetail }) {
  const t = useTranslations("hosts.pausedUrls");
  const allowed = useCan("hosts.write");
  const queryClient = useQueryClient();
  const resume = useMutation({
    mutationFn: (urlId: string) => resumeUrl(host.host, urlId),
    onSuccess: (answer) => {
      queryClient.setQueryData(hostQueries.one(host.host).queryKey, answer);
      notifyDone(t("resumed"));
    },
    onError: (error) => notifyFailed(t("failed"), error),
  });
  if (host.paused_urls.length === 0) return null;
  return (
    <SectionCard title={t("title", { count: host.paused_urls.length })} description={t("text")}>
      <Stack gap="sm">
        {host.paused_urls.map((paused) => (
          <Group key={paused.url_id} justify="space-between" wrap="nowrap" align="flex-start">
            <div style={{ minWidth: 0 }}>
              <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                {paused.url}
              </Text>
              <Text size="xs" c="dimmed">
                {t("gone")} <RelativeTime value={paused.at} />
              </Text>
            </div>
            {allowed ? (
              <Button
                variant="default"
                size="xs"
                style={{ flexShrink: 0 }}
                aria-label={t("resumeNamed", { url: paused.url })}
                loading={resume.isPending && resume.variables === paused.url_id}
                onClick={() => resume.mutate(paused.url_id)}
              >
                {t("resume")}
              </Button>
            ) : null}
          </Group>
        ))}
      </Stack>
    </SectionCard>
  );
}
