"use client";

import { Badge, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { SigningKeyList } from "#components/signing/key-list.tsx";
import { signingQueries } from "#components/signing/queries.ts";
import { VerifyTabs } from "#components/signing/verify-tabs.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { ToneBadge } from "#components/ui/status-badge.tsx";
import type { HostDetail } from "#lib/host/schema.ts";
import { AccessForm } from "./access-form.tsx";
import { hostQueries } from "./queries.ts";

/** How we prove who we are to the host, and how it proves who it is. */
export function HostAccess({ host }: { host: HostDetail }) {
  return (
    <Stack gap="lg">
      <AccessForm key={host.host} host={host} />
      <SecretsUsed host={host.host} />
      <Signing host={host.host} />
    </Stack>
  );
}

function SecretsUsed({ host }: { host: string }) {
  const t = useTranslations("hosts.secrets");
  const query = useQuery(hostQueries.usage(host));
  return (
    <SectionCard title={t("title")} description={t("text")}>
      <QueryView
        query={query}
        isEmpty={({ secrets }) => secrets.length === 0}
        empty={
          <Text size="sm" c="dimmed">
            {t("none")}
          </Text>
        }
      >
        {({ secrets }) => (
          <Stack gap="xs">
            {secrets.map((secret) => (
              <Group key={`${secret.name} ${secret.used_as}`} gap="xs">
                <Text size="sm" ff="monospace">
                  {secret.name}
                </Text>
                <Badge variant="light" color="gray">
                  {t(`as.${secret.used_as}`)}
                </Badge>
                {secret.missing ? <ToneBadge tone="bad">{t("missing")}</ToneBadge> : null}
              </Group>
            ))}
          </Stack>
        )}
      </QueryView>
    </SectionCard>
  );
}

function Signing({ host }: { host: string }) {
  const t = useTranslations("signing");
  const query = useQuery(signingQueries.host(host));
  return (
    <QueryView query={query} errorTitle={t("loadFailed")}>
      {({ keys, verify }) => (
        <>
          <SectionCard title={t("title")} description={t("keysText")}>
            <SigningKeyList owner={{ host }} keys={keys} />
          </SectionCard>
          <SectionCard title={t("verify")} description={t("verifyText")}>
            <VerifyTabs verify={verify} />
          </SectionCard>
        </>
      )}
    </QueryView>
  );
}
