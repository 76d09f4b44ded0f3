"use client";

import { Badge, Button, Group, List, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconEye, IconRefresh } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useCan } from "#components/shell/session.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { notifyFailed } from "#components/ui/notify.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";
import type { SigningView } from "#lib/delivery/signing-keys.ts";
import { revealSigning, type SigningOwner } from "./queries.ts";
import { RotateForm } from "./rotate-form.tsx";

type SigningKey = SigningView["keys"][number];

/** The keys that sign now, the newest first, with what can be done to them. */
export function SigningKeyList({ owner, keys }: { owner: SigningOwner; keys: readonly SigningKey[] }) {
  const t = useTranslations("signing");
  const allowed = useCan(owner === "workspace" ? "secrets.write" : "hosts.write");
  const [rotating, dialog] = useDisclosure();
  const reveal = useMutation({
    mutationFn: () => revealSigning(owner),
    onError: (error) => notifyFailed(t("revealFailed"), error),
  });
  return (
    <Stack gap="sm">
      <List listStyleType="none" spacing="xs">
        {keys.map((key) => (
          <List.Item key={key.key_id}>
            <KeyLine signingKey={key} ofHost={owner !== "workspace"} />
          </List.Item>
        ))}
      </List>
      {reveal.data ? <CodeBlock label={t("secret")} code={reveal.data.secret} wrap /> : null}
      {allowed ? (
        <Group gap="xs">
          <Button
            variant="default"
            leftSection={<IconEye size={16} aria-hidden="true" />}
            loading={reveal.isPending}
            onClick={() => (reveal.data ? reveal.reset() : reveal.mutate())}
          >
            {reveal.data ? t("hide") : t("reveal")}
          </Button>
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} aria-hidden="true" />}
            onClick={dialog.open}
          >
            {owner !== "workspace" && keys[0]?.source === "workspace" ? t("ownKey") : t("rotate")}
          </Button>
        </Group>
      ) : (
        <Text size="sm" c="dimmed">
          {t("notAllowed")}
        </Text>
      )}
      <Modal
        opened={rotating}
        onClose={dialog.close}
        title={t("rotateTitle")}
        closeButtonProps={{ "aria-label": t("close") }}
      >
        <RotateForm owner={owner} onRotated={() => reveal.reset()} onDone={dialog.close} />
      </Modal>
    </Stack>
  );
}

function KeyLine({ signingKey, ofHost }: { signingKey: SigningKey; ofHost: boolean }) {
  const t = useTranslations("signing");
  const { source, created_at: createdAt, until } = signingKey;
  return (
    <Group gap="xs">
      <Badge variant="light" color={until ? "gray" : "teal"}>
        {until ? t("old") : t("current")}
      </Badge>
      <Text size="sm">
        {ofHost ? `${t(`source.${source}`)} · ` : null}
        {createdAt ? (
          <>
            {t("since")} <DateTime value={createdAt} />
          </>
        ) : (
          t("fromStart")
        )}
        {until ? (
          <>
            {" "}
            · {t("until")} <DateTime value={until} />
          </>
        ) : null}
      </Text>
    </Group>
  );
}
