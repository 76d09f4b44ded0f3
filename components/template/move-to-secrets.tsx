"use client";

import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { createSecret, secretQueries } from "#components/secret/queries.ts";
import { notifyDone, notifyFailed } from "#components/ui/notify.tsx";

type MoveToSecretsProps = {
  headerName: string;
  value: string;
  url: string;
  /** Gets the value to write into the header instead. */
  onMoved: (value: string) => void;
};

/** Keeps a key that was typed into a header as a secret, bound to the host it is sent to. */
export function MoveToSecrets({ headerName, value, url, onMoved }: MoveToSecretsProps) {
  const t = useTranslations("composer");
  const queryClient = useQueryClient();
  const move = useMutation({
    mutationFn: async () => {
      const [, scheme = "", key = value] = /^((?:bearer|basic|token)\s+)?(.+)$/is.exec(value.trim()) ?? [];
      const host = /^https?:\/\/([^/?#{]+)/i.exec(url)?.[1];
      const name = `${host ?? "key"}_${headerName}`
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "_")
        .slice(0, 60);
      const secret = await createSecret({ name, value: key, allowed_hosts: host ? [host] : [] });
      return { name: secret.name, text: `${scheme}{{ secrets.${secret.name} }}` };
    },
    onSuccess: ({ name, text }) => {
      onMoved(text);
      void queryClient.invalidateQueries({ queryKey: secretQueries.all });
      notifyDone(t("movedToSecrets", { name }));
    },
    onError: (error) => notifyFailed(t("notMoved"), error),
  });
  return (
    <Button variant="light" size="compact-sm" loading={move.isPending} onClick={() => move.mutate()}>
      {t("moveToSecrets")}
    </Button>
  );
}
