"use client";

import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useCan } from "#components/shell/session.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { DEFAULT_HOST_SETTINGS, parseHostKey } from "#lib/host/schema.ts";
import { hostQueries, saveHost } from "./queries.ts";

/** Makes a host known before its first webhook, so that limits and credentials are there in time. */
export function AddHost() {
  const t = useTranslations("hosts");
  const [opened, dialog] = useDisclosure();
  if (!useCan("hosts.write")) return null;
  return (
    <>
      <Button leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={dialog.open}>
        {t("add.button")}
      </Button>
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={t("add.title")}
        closeButtonProps={{ "aria-label": t("add.close") }}
      >
        <AddForm />
      </Modal>
    </>
  );
}

function AddForm() {
  const t = useTranslations("hosts");
  const router = useRouter();
  const queryClient = useQueryClient();
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const add = useMutation({
    mutationFn: (key: string) => saveHost(key, DEFAULT_HOST_SETTINGS),
    onSuccess: async ({ host }) => {
      await queryClient.invalidateQueries({ queryKey: hostQueries.all });
      router.push(`/hosts/${encodeURIComponent(host)}?tab=limits`);
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    const key = parseHostKey(text.replace(/^https?:\/\//i, "").replace(/\/.*$/, ""));
    setWrong(key === null);
    if (key) add.mutate(key);
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label={t("host")}
          description={t("add.text")}
          placeholder="api.example.com"
          data-autofocus
          required
          value={text}
          error={wrong ? t("add.wrong") : undefined}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {add.error ? <ErrorState error={add.error} title={t("failed")} /> : null}
        <Group justify="flex-end">
          <Button type="submit" loading={add.isPending}>
            {t("add.button")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
