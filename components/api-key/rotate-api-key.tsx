"use client";

import { Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { notifyFailed } from "#components/ui/notify.tsx";
import type { ApiKeyView, CreatedApiKey } from "#lib/api-key/schema.ts";
import { apiKeyQueries, rotateApiKey } from "./queries.ts";

const OVERLAPS = ["0", "1", "24", "72", "168", "720"] as const;

type RotateApiKeyProps = {
  apiKey: ApiKeyView | null;
  onClose: () => void;
  onRotated: (key: CreatedApiKey) => void;
};

/** Dialog that makes a successor of a key and says how long both work. */
export function RotateApiKey({ apiKey, onClose, onRotated }: RotateApiKeyProps) {
  const t = useTranslations("apiKeys");
  const shell = useTranslations("shell");
  const queryClient = useQueryClient();
  const [hours, setHours] = useState<string>("24");
  const rotate = useMutation({
    mutationFn: (id: string) => rotateApiKey(id, Number(hours)),
    onSuccess: async (created) => {
      await queryClient.invalidateQueries({ queryKey: apiKeyQueries.all });
      onClose();
      onRotated(created);
    },
    onError: (error) => notifyFailed(t("rotateFailed"), error),
  });
  return (
    <Modal
      opened={apiKey !== null}
      onClose={onClose}
      title={t("rotateTitle", { name: apiKey?.name ?? "" })}
      closeButtonProps={{ "aria-label": shell("close") }}
    >
      <Stack gap="md">
        <Text size="sm">{t("rotateBody")}</Text>
        <Select
          label={t("overlap")}
          description={t("overlapHint")}
          data={OVERLAPS.map((value) => ({ value, label: t(`overlaps.${value}`) }))}
          value={hours}
          allowDeselect={false}
          onChange={(value) => value && setHours(value)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button loading={rotate.isPending} onClick={() => apiKey && rotate.mutate(apiKey.api_key_id)}>
            {t("rotateConfirm")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
