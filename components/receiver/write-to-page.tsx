"use client";

import { Anchor, Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { inboundQueries } from "#components/inbound/queries.ts";
import { notifyDone, notifyFailed } from "#components/ui/notify.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { receiverQueries, writeToPage } from "./queries.ts";

/** The other side of Messenger: a person who writes to the page, of which an inbound endpoint hears. */
export function WriteToPageCard({ receiverId }: { receiverId: string }) {
  const t = useTranslations("receivers.write");
  const query = useQuery(inboundQueries.list());
  const endpoints = (query.data?.inbound ?? []).filter(({ scheme }) => scheme === "messenger");
  return (
    <SectionCard title={t("title")} description={t("text")}>
      {query.data && endpoints.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("none")}{" "}
          <Anchor component={Link} href="/developers/inbound" size="sm">
            {t("create")}
          </Anchor>
        </Text>
      ) : (
        <WriteForm
          receiverId={receiverId}
          endpoints={endpoints.map(({ inbound_id, name }) => ({ value: inbound_id, label: name }))}
        />
      )}
    </SectionCard>
  );
}

type WriteFormProps = { receiverId: string; endpoints: { value: string; label: string }[] };

function WriteForm({ receiverId, endpoints }: WriteFormProps) {
  const t = useTranslations("receivers.write");
  const queryClient = useQueryClient();
  const [person, setPerson] = useState("");
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const endpoint = chosen ?? endpoints[0]?.value ?? null;
  const write = useMutation({
    mutationFn: () => writeToPage(receiverId, { person, text, inbound_id: endpoint ?? "" }),
    onSuccess: async ({ outcome }) => {
      setText("");
      notifyDone(t(outcome));
      await queryClient.invalidateQueries({ queryKey: receiverQueries.state(receiverId).queryKey });
    },
    onError: (error) => notifyFailed(t("failed"), error),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        write.mutate();
      }}
    >
      <Stack gap="sm">
        <Select
          label={t("endpoint")}
          data={endpoints}
          value={endpoint}
          onChange={setChosen}
          allowDeselect={false}
        />
        <TextInput
          label={t("person")}
          required
          maxLength={100}
          value={person}
          onChange={(event) => setPerson(event.currentTarget.value)}
        />
        <TextInput
          label={t("message")}
          required
          maxLength={2_000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={write.isPending} disabled={endpoint === null}>
            {t("send")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
