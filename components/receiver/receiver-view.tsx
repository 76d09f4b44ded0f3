"use client";

import { Button, Code, Grid, Group, Stack, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useCan } from "#components/shell/session.tsx";
import { confirmAction } from "#components/ui/confirm.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { useLive } from "#components/use-live.ts";
import type { ReceiverView as Receiver } from "#lib/receiver/schema.ts";
import { clearReceiver, receiverQueries } from "./queries.ts";
import { ReceivedRequests } from "./received-requests.tsx";
import { ReceiverState } from "./receiver-state.tsx";
import { ScriptEditor } from "./script-editor.tsx";
import { ToneBadge } from "./tone-badge.tsx";

/** One receiver: its address, what it got, how it answers, what it remembers. */
export function ReceiverView({ receiverId }: { receiverId: string }) {
  const query = useQuery(receiverQueries.one(receiverId));
  useLive(["receivers"], [[...receiverQueries.all, receiverId]]);
  return <QueryView query={query}>{(receiver) => <Content receiver={receiver} />}</QueryView>;
}

function Content({ receiver }: { receiver: Receiver }) {
  const t = useTranslations("receivers");
  const queryClient = useQueryClient();
  const mayWrite = useCan("receivers.write");
  const id = receiver.receiver_id;

  async function clear() {
    await clearReceiver(id);
    await queryClient.invalidateQueries({ queryKey: receiverQueries.all });
  }

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
        actions={
          mayWrite ? (
            <Button
              variant="default"
              leftSection={<IconTrash size={15} aria-hidden="true" />}
              onClick={() =>
                confirmAction({
                  title: t("clearTitle", { count: receiver.requests_count }),
                  body: t("clearText"),
                  confirmLabel: t("clear"),
                  danger: true,
                  onConfirm: clear,
                })
              }
            >
              {t("clear")}
            </Button>
          ) : null
        }
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
            {receiver.vendor ? <ReceiverState receiverId={id} /> : null}
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  );
}
