"use client";

import { Button, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconClipboardText, IconPlus } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { SectionCard } from "#components/ui/section-card.tsx";
import { CONTRACT_MODES, type ContractProperty, type TriggerContract } from "#lib/trigger/contract-schema.ts";
import { ContractRow } from "./contract-row.tsx";
import { ContractSample } from "./contract-sample.tsx";

type ContractSectionProps = {
  value: TriggerContract | null;
  onChange: (contract: TriggerContract | null) => void;
};

/** What calls must carry, agreed between whoever writes the message and whoever writes the call. */
export function ContractSection({ value, onChange }: ContractSectionProps) {
  const t = useTranslations("contract");
  const [pasting, setPasting] = useState(false);
  const contract = value ?? { mode: "warn" as const, properties: [] };
  const setProperties = (properties: ContractProperty[]) =>
    onChange(properties.length === 0 ? null : { ...contract, properties });
  const { properties } = contract;
  return (
    <SectionCard
      title={t("title")}
      description={t("description")}
      actions={
        <Group gap="xs">
          <Button
            variant="default"
            size="xs"
            leftSection={<IconClipboardText size={14} aria-hidden="true" />}
            onClick={() => setPasting(true)}
          >
            {t("fromSample")}
          </Button>
        </Group>
      }
    >
      <Stack gap="sm" data-field="trigger_contract">
        {properties.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t("none")}
          </Text>
        ) : (
          <Group gap="xs">
            <Text size="sm" id="contract-mode">
              {t("mode")}
            </Text>
            <SegmentedControl
              size="xs"
              aria-labelledby="contract-mode"
              value={contract.mode}
              onChange={(mode) =>
                onChange({ ...contract, mode: CONTRACT_MODES.find((one) => one === mode) ?? "warn" })
              }
              data={CONTRACT_MODES.map((mode) => ({ value: mode, label: t(`modes.${mode}`) }))}
            />
            <Text size="sm" c="dimmed">
              {t(`modeTexts.${contract.mode}`)}
            </Text>
          </Group>
        )}
        {properties.map((property, index) => (
          <ContractRow
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity of their own while they are typed
            key={index}
            index={index}
            property={property}
            onChange={(next) => setProperties(properties.map((one, at) => (at === index ? next : one)))}
            onRemove={() => setProperties(properties.filter((_, at) => at !== index))}
          />
        ))}
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden="true" />}
          style={{ alignSelf: "flex-start" }}
          onClick={() =>
            setProperties([...properties, { name: "", type: "string", required: true, description: "" }])
          }
        >
          {t("add")}
        </Button>
      </Stack>
      <ContractSample
        opened={pasting}
        onClose={() => setPasting(false)}
        replaces={properties.length > 0}
        onInferred={setProperties}
      />
    </SectionCard>
  );
}
