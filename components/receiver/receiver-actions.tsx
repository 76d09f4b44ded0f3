"use client";

import { Button } from "@mantine/core";
import { IconEraser, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { confirmAction } from "#components/ui/confirm.tsx";
import { notifyDone } from "#components/ui/notify.tsx";
import type { ReceiverView } from "#lib/receiver/schema.ts";
import { clearReceiver, receiverQueries, removeReceiver } from "./queries.ts";

/** Makes a receiver forget, or go. */
export function ReceiverActions({ receiver }: { receiver: ReceiverView }) {
  const t = useTranslations("receivers");
  const router = useRouter();
  const queryClient = useQueryClient();
  const id = receiver.receiver_id;

  const askToClear = () =>
    confirmAction({
      title: t("clearTitle", { count: receiver.requests_count }),
      body: t("clearText"),
      confirmLabel: t("clear"),
      danger: true,
      onConfirm: async () => {
        await clearReceiver(id);
        await queryClient.invalidateQueries({ queryKey: receiverQueries.all });
      },
    });

  const askToDelete = () =>
    confirmAction({
      title: t("deleteTitle", { name: receiver.name }),
      body: t("deleteText"),
      confirmLabel: t("delete"),
      danger: true,
      onConfirm: async () => {
        await removeReceiver(id);
        router.push("/receivers");
        await queryClient.invalidateQueries({ queryKey: receiverQueries.list().queryKey });
        notifyDone(t("deleted"));
      },
    });

  return (
    <>
      <Button
        variant="default"
        leftSection={<IconEraser size={15} aria-hidden="true" />}
        onClick={askToClear}
      >
        {t("clear")}
      </Button>
      <Button
        variant="default"
        leftSection={<IconTrash size={15} aria-hidden="true" />}
        onClick={askToDelete}
      >
        {t("delete")}
      </Button>
    </>
  );
}
