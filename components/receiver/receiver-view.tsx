"use client";

import { Code, Grid, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useCan } from "#components/shell/session.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { useLive } from "#components/use-live.ts";
import type { ReceiverView as Receiver } from "#lib/receiver/schema.ts";
import { receiverQueries } from "./queries.ts";
import { ReceivedRequests } from "./received-requests.tsx";
import { ReceiverActions } from "./receiver-actions.tsx";
import { ReceiverState } from "./receiver-state.tsx";
import { ScriptEditor } from "./script-editor.tsx";
import { ToneBadge } from "./tone-badge.tsx";
import { WriteToPageCard } from "./write-to-page.tsx";

/** One receiver: its address, what it got, how it answers, what it remembers. */
export function ReceiverView({ receiverId }: { receiverId: string }) {
  const query = useQuery(receiverQueries.one(receiverId));
  useLive(["receivers"], [[...receiverQueries.all, receiverId]]);
  return <QueryView query={query}>{(receiver) => <Content receiver={receiver} />}</QueryView>;
}

function Content({ receiver }: { receiver: Receiver }) {
  const t = useTranslations("receivers");
  const mayWrite = useCan("receivers.write");
  const id = receiver.receiver_id;

  return (
    <>
      <PageHeader
        title={receiver.name}
        status={
          <ToneBadge tone={receiver.vendor ? "info" : "idle"}>
            {t(`vendors.${receiver.vendor ?? "none"}`)}
          </ToneBadge>
        }
        above={
          <Text component={Link} href="/receivers" size="sm" c="dimmed">
            ← {t("title")}
          </Text>
        }
        actions={mayWrite ? <ReceiverActions receiver={receiver} /> : null}
      >
        <Group gap="xs" mt="xs" wrap="nowrap">
          <Code style={{ overflowWrap: "anywhere" }}>{receiver.url}</Code>
          <CopyButton value={receiver.url} label={t("copyUrl", { name: receiver.name })} compact />
        </Group>
      </PageHeader>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <ReceivedRequests receiver={receiver} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <Stack gap={0}>
            <SectionCard title={t("script.title")} description={t("script.text")}>
              <ScriptEditor key={JSON.stringify(receiver.script)} receiver={receiver} readOnly={!mayWrite} />
            </SectionCard>
            {receiver.vendor === "messenger" && mayWrite ? <WriteToPageCard receiverId={id} /> : null}
            {receiver.vendor ? <ReceiverState receiverId={id} /> : null}
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  );
}
