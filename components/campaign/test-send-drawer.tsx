"use client";

import { Button, Drawer, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ReceiverPicker } from "#components/receiver/receiver-picker.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { type PreviewSubject, subjectInput } from "./preview/subject.ts";
import { testSend } from "./queries.ts";

type TestSendDrawerProps = {
  opened: boolean;
  onClose: () => void;
  /** Stores what is on the screen, since what is stored is what leaves; throws when it cannot. */
  onBeforeSend: () => Promise<void>;
  campaignId: string;
  variationId: string | undefined;
  subject: PreviewSubject;
};

/** Sends one real request for the person of the preview and shows the answer. */
export function TestSendDrawer(props: TestSendDrawerProps) {
  const { opened, onClose, onBeforeSend, campaignId, variationId, subject } = props;
  const t = useTranslations("composer");
  const [url, setUrl] = useState<string | null>(null);
  const send = useMutation({
    mutationFn: async () => {
      await onBeforeSend();
      return testSend(campaignId, {
        variation_id: variationId,
        ...(url ? { url } : {}),
        ...subjectInput(subject),
      });
    },
  });
  return (
    <Drawer opened={opened} onClose={onClose} title={t("testSend")} position="right" size="lg">
      <Stack gap="md">
        <Text size="sm">{t("testText")}</Text>
        <ReceiverPicker value={url} onChange={setUrl} />
        <Button onClick={() => send.mutate()} loading={send.isPending}>
          {t("sendNow")}
        </Button>
        <div aria-live="polite">
          {send.error ? <ErrorState error={send.error} title={t("testFailed")} /> : null}
          {send.data ? (
            <CodeBlock label={t("answer")} code={JSON.stringify(send.data, null, 2)} wrap />
          ) : null}
        </div>
      </Stack>
    </Drawer>
  );
}
