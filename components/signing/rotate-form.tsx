"use client";

import { Alert, Button, Group, PasswordInput, Select, Stack, Text } from "@mantine/core";
import { IconShieldLock } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { rotateSigning, type SigningOwner, signingQueries } from "./queries.ts";

const OVERLAPS = [0, 3_600, 86_400, 259_200, 604_800] as const;

type RotateFormProps = { owner: SigningOwner; onRotated: () => void; onDone: () => void };

/** Asks how long both keys sign, then shows the new one. */
export function RotateForm({ owner, onRotated, onDone }: RotateFormProps) {
  const t = useTranslations("signing");
  const queryClient = useQueryClient();
  const [overlap, setOverlap] = useState("86400");
  const [secret, setSecret] = useState("");
  const rotate = useMutation({
    mutationFn: () =>
      rotateSigning(owner, { overlap_seconds: Number(overlap), secret: secret.trim() || undefined }),
    onSuccess: async () => {
      onRotated();
      await queryClient.invalidateQueries({ queryKey: signingQueries.all });
    },
  });

  if (rotate.data) {
    return (
      <Stack gap="md">
        <Alert color="yellow" variant="light" icon={<IconShieldLock size={18} aria-hidden="true" />}>
          {Number(overlap) > 0 ? t("rotatedOverlap") : t("rotatedNow")}
        </Alert>
        <CodeBlock label={t("newSecret")} code={rotate.data.secret} wrap withCopy={false} />
        <Group justify="flex-end" gap="xs">
          <CopyButton value={rotate.data.secret} label={t("copySecret")} />
          <Button onClick={onDone}>{t("done")}</Button>
        </Group>
      </Stack>
    );
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    rotate.mutate();
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text size="sm">{owner === "workspace" ? t("rotateWorkspace") : t("rotateHost")}</Text>
        <Select
          label={t("overlap")}
          description={t("overlapText")}
          allowDeselect={false}
          value={overlap}
          onChange={(value) => setOverlap(value ?? "86400")}
          data={OVERLAPS.map((seconds) => ({ value: String(seconds), label: t(`overlaps.${seconds}`) }))}
        />
        <PasswordInput
          label={t("ownSecret")}
          description={t("ownSecretText")}
          placeholder="whsec_…"
          autoComplete="off"
          value={secret}
          onChange={(event) => setSecret(event.currentTarget.value)}
        />
        {rotate.error ? <ErrorState error={rotate.error} title={t("rotateFailed")} /> : null}
        <Group justify="flex-end">
          <Button type="submit" loading={rotate.isPending}>
            {t("rotate")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
