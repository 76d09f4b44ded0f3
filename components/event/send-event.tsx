"use client";

import { Autocomplete, Button, Modal, Stack, Textarea, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconSend } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useCan } from "#components/shell/session.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { notifyDone } from "#components/ui/notify.tsx";
import { eventQueries, sendEvent } from "./queries.ts";

/** Button and dialog: one event for one person, as an engineer's call would send it. */
export function SendEvent() {
  const t = useTranslations("events.send");
  const [opened, dialog] = useDisclosure();
  if (!useCan("users.track")) return null;
  return (
    <>
      <Button variant="default" leftSection={<IconSend size={16} aria-hidden="true" />} onClick={dialog.open}>
        {t("button")}
      </Button>
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={t("title")}
        closeButtonProps={{ "aria-label": t("close") }}
      >
        <SendForm onDone={dialog.close} />
      </Modal>
    </>
  );
}

function SendForm({ onDone }: { onDone: () => void }) {
  const t = useTranslations("events.send");
  const queryClient = useQueryClient();
  const names = useQuery(eventQueries.names());
  const [name, setName] = useState("");
  const [person, setPerson] = useState("");
  const [properties, setProperties] = useState("{}");
  const parsed = parseObject(properties);
  const send = useMutation({
    mutationFn: () => sendEvent({ name: name.trim(), external_id: person.trim(), properties: parsed ?? {} }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: eventQueries.all });
      notifyDone(t("sent", { name: name.trim() }));
      onDone();
    },
  });
  /** A known name brings its properties with their examples. */
  function choose(next: string) {
    setName(next);
    const known = names.data?.find((entry) => entry.name === next);
    if (!known || (properties.trim() !== "{}" && properties.trim() !== "")) return;
    const examples = Object.entries(known.properties).map(([key, { example }]) => [key, example]);
    setProperties(JSON.stringify(Object.fromEntries(examples), null, 2));
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send.mutate();
      }}
    >
      <Stack gap="md">
        <Autocomplete
          label={t("name")}
          data={(names.data ?? []).filter((entry) => entry.kind === "event").map((entry) => entry.name)}
          value={name}
          onChange={choose}
          required
          data-autofocus
        />
        <TextInput
          label={t("person")}
          description={t("personText")}
          value={person}
          onChange={(event) => setPerson(event.currentTarget.value)}
          required
        />
        <Textarea
          label={t("properties")}
          value={properties}
          onChange={(event) => setProperties(event.currentTarget.value)}
          error={parsed ? null : t("notJson")}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          autosize
          minRows={3}
          maxRows={12}
        />
        {send.error ? <ErrorState error={send.error} title={t("failed")} /> : null}
        <Button
          type="submit"
          loading={send.isPending}
          disabled={!parsed || name.trim() === "" || person.trim() === ""}
        >
          {t("submit")}
        </Button>
      </Stack>
    </form>
  );
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text.trim() === "" ? "{}" : text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
