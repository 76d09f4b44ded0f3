"use client";

import { Anchor, List, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { PageHeader } from "#components/ui/page-header.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { SigningKeyList } from "./key-list.tsx";
import { signingQueries } from "./queries.ts";
import { VerifyTabs } from "./verify-tabs.tsx";

/** How receivers know that a request comes from here: keys of the workspace, and code that checks them. */
export function SigningScreen() {
  const t = useTranslations("signing");
  const query = useQuery(signingQueries.workspace());
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <QueryView query={query} errorTitle={t("loadFailed")}>
        {({ keys, own_key_hosts: hosts, verify }) => (
          <Stack gap="lg">
            <SectionCard title={t("keys")} description={t("keysText")}>
              <SigningKeyList owner="workspace" keys={keys} />
            </SectionCard>
            <SectionCard title={t("ownHosts")} description={t("ownHostsText")}>
              {hosts.length === 0 ? (
                <Text size="sm" c="dimmed">
                  {t("noOwnHosts")}
                </Text>
              ) : (
                <List size="sm" spacing={4}>
                  {hosts.map((host) => (
                    <List.Item key={host}>
                      <Anchor component={Link} href={`/hosts/${encodeURIComponent(host)}`}>
                        {host}
                      </Anchor>
                    </List.Item>
                  ))}
                </List>
              )}
            </SectionCard>
            <SectionCard title={t("verify")} description={t("verifyText")}>
              <VerifyTabs verify={verify} />
            </SectionCard>
          </Stack>
        )}
      </QueryView>
    </>
  );
}
