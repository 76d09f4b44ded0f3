"use client";

import { Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { inferProperties } from "#lib/trigger/contract.ts";
import type { ContractProperty } from "#lib/trigger/contract-schema.ts";

type ContractSampleProps = {
  opened: boolean;
  onClose: () => void;
  replaces: boolean;
  onInferred: (properties: ContractProperty[]) => void;
};

/** Properties from a pasted call or from its trigger_properties alone. */
export function ContractSample({ opened, onClose, replaces, onInferred }: ContractSampleProps) {
  const t = useTranslations("contract");
  const shell = useTranslations("shell");
  const [text, setText] = useState("");
  const [failed, setFailed] = useState(false);
  function infer(): void {
    const sample = sampleIn(text);
    setFailed(sample === null);
    if (sample === null) return;
    onInferred(inferProperties(sample));
    onClose();
  }
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("sampleTitle")}
      size="lg"
      closeButtonProps={{ "aria-label": shell("close") }}
    >
      <Stack gap="sm">
        <Text size="sm">{t("sampleText")}</Text>
        <Textarea
          label={t("sample")}
          placeholder='{ "points": 120, "coupon": "WELCOME" }'
          autosize
          minRows={8}
          maxRows={20}
          ff="monospace"
          data-autofocus
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={failed ? t("sampleFailed") : undefined}
        />
        {replaces ? (
          <Text size="sm" c="dimmed">
            {t("sampleReplaces")}
          </Text>
        ) : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button onClick={infer} disabled={text.trim() === ""}>
            {t("infer")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** The properties in the text: of a whole call those of its first recipient, over those of the call. */
function sampleIn(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value)) return null;
    const first: unknown = Array.isArray(value.recipients) ? value.recipients[0] : undefined;
    const own = isObject(first) && isObject(first.trigger_properties) ? first.trigger_properties : {};
    if (isObject(value.trigger_properties) || Object.keys(own).length > 0)
      return { ...(isObject(value.trigger_properties) ? value.trigger_properties : {}), ...own };
    return Object.keys(value).length > 0 ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
