"use client";

import { ActionIcon, Checkbox, Group, Select, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { CONTRACT_TYPES, type ContractProperty } from "#lib/trigger/contract-schema.ts";

type ContractRowProps = {
  index: number;
  property: ContractProperty;
  onChange: (property: ContractProperty) => void;
  onRemove: () => void;
};

/** One property: name, type, whether it must be there, and an example. */
export function ContractRow({ index, property, onChange, onRemove }: ContractRowProps) {
  const t = useTranslations("contract");
  const number = index + 1;
  return (
    <Group gap="xs" align="center" data-field={`trigger_contract.properties.${index}`}>
      <TextInput
        aria-label={t("nameOf", { number })}
        placeholder={t("namePlaceholder")}
        value={property.name}
        maxLength={255}
        onChange={(event) => onChange({ ...property, name: event.currentTarget.value })}
        style={{ flex: "1 1 150px" }}
      />
      <Select
        aria-label={t("typeOf", { number })}
        data={CONTRACT_TYPES.map((type) => ({ value: type, label: t(`types.${type}`) }))}
        value={property.type}
        onChange={(type) =>
          onChange({ ...property, type: CONTRACT_TYPES.find((one) => one === type) ?? property.type })
        }
        allowDeselect={false}
        w={150}
      />
      <ExampleField number={number} property={property} onChange={onChange} />
      <Checkbox
        label={t("required")}
        checked={property.required}
        onChange={(event) => onChange({ ...property, required: event.currentTarget.checked })}
      />
      <ActionIcon variant="subtle" color="gray" aria-label={t("remove", { number })} onClick={onRemove}>
        <IconX size={15} aria-hidden="true" />
      </ActionIcon>
    </Group>
  );
}

type ExampleFieldProps = Pick<ContractRowProps, "property" | "onChange"> & { number: number };

/** The example as text; for types that are not text it is read as JSON. */
function ExampleField({ number, property, onChange }: ExampleFieldProps) {
  const t = useTranslations("contract");
  const [text, setText] = useState(() => textOf(property.example));
  return (
    <TextInput
      aria-label={t("exampleOf", { number })}
      placeholder={t("example")}
      value={text}
      onChange={(event) => {
        const next = event.currentTarget.value;
        setText(next);
        const { example: _old, ...rest } = property;
        onChange(next === "" ? rest : { ...rest, example: exampleFrom(property.type, next) });
      }}
      style={{ flex: "1 1 150px" }}
    />
  );
}

function textOf(example: unknown): string {
  if (example === undefined) return "";
  return typeof example === "string" ? example : JSON.stringify(example);
}

function exampleFrom(type: ContractProperty["type"], text: string): unknown {
  if (type === "string" || type === "datetime") return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
