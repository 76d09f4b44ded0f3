"use client";

import { Button, Drawer, Select, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ReceiverPicker } from "#components/receiver/receiver-picker.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import type { Draft } from "./definition-draft.ts";
import { type PreviewSubject, subjectInput } from "./preview/subject.ts";
import { testSend } from "./queries.ts";
import { TestAnswer } from "./test-answer.tsx";

type TestSendDrawerProps = {
  opened: boolean;
  onClose: () => void;
  /** Stores what is on the screen, since what is stored is what leaves; throws when it cannot. */
  onBeforeSend: () => Promise<void>;
  campaignId: string;
  variations: Draft["variations"];
  /** Place of the variation that is on the screen. */
  shown: number;
  subject: PreviewSubject;
};

/** Sends one real request for the person of the preview and shows the answer. */
export function TestSendDrawer(props: TestSendDrawerProps) {
  const { opened, onClose, onBeforeSend, campaignId, subject } = props;
  const t = useTranslations("composer");
  const [url, setUrl] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const sending = props.variations.filter(({ control }) => !control);
  const variation =
    sending.find(({ message_variation_id: id }) => id === chosen) ??
    sending.find((item) => item === props.variations[props.shown]) ??
    sending[0];
  const send = useMutation({
    mutationFn: async () => {
      await onBeforeSend();
      const answer = await testSend(campaignId, {
        variation_id: variation?.message_variation_id,
        ...(url ? { url } : {}),
        ...subjectInput(subject),
      });
      return { answer, name: variation?.name ?? "" };
    },
  });
  function close() {
    setChosen(null);
    onClose();
  }
  return (
    <Drawer opened={opened} onClose={close} title={t("testSend")} position="right" size="lg">
      <Stack gap="md">
        <Text size="sm">{t("testText", { person: subject.externalUserId || t("madeUp") })}</Text>
        {sending.length > 1 ? (
          <Select
            label={t("variation")}
            data={sending.map(({ message_variation_id: value, name: label }) => ({ value, label }))}
            value={variation?.message_variation_id ?? null}
            onChange={setChosen}
            allowDeselect={false}
          />
        ) : null}
        <ReceiverPicker value={url} onChange={setUrl} />
        <Button onClick={() => send.mutate()} loading={send.isPending}>
          {t("sendNow")}
        </Button>
        <div aria-live="polite">
          {send.error ? <ErrorState error={send.error} title={t("testFailed")} /> : null}
          {send.data ? (
            <TestAnswer
              title={sending.length > 1 ? t("answerTo", { name: send.data.name }) : t("answer")}
              answer={send.data.answer}
            />
          ) : null}
        </div>
      </Stack>
    </Drawer>
  );
}
