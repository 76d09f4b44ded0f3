"use client";

import { ActionIcon, Button, NumberInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { JsonValue } from "#lib/webhook/json-value.ts";
import {
  asKind,
  type Entry,
  entriesOf,
  FIELD_KINDS,
  type FieldKind,
  isFree,
  kindOf,
  withEntry,
  withNewEntry,
  withoutEntry,
} from "./field-tree.ts";
import classes from "./fields-editor.module.css";
import { LiquidInput } from "./liquid-input.tsx";
import type { TemplateVariable } from "./template-editor.tsx";

type FieldsEditorProps = {
  value: JsonValue;
  onChange: (value: JsonValue) => void;
  /** What Liquid can read, for completion in texts. */
  variables: readonly TemplateVariable[];
  path?: string;
};

/** A JSON body as typed fields, so that quotes and commas cannot be wrong. */
export function FieldsEditor({ value, onChange, variables, path = "" }: FieldsEditorProps) {
  const t = useTranslations("composer.fields");
  const entries = entriesOf(value);
  const isList = Array.isArray(value);
  return (
    <Stack gap={6}>
      {entries.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t(isList ? "emptyList" : "emptyObject")}
        </Text>
      ) : null}
      {entries.map((entry, index) => (
        <FieldRow
          // The name changes while it is typed: only the place of a row is stable.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          key={index}
          tree={value}
          index={index}
          entry={entry}
          path={path === "" ? entry.key : `${path}.${entry.key}`}
          onChange={onChange}
          variables={variables}
        />
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden="true" />}
        onClick={() => onChange(withNewEntry(value))}
        style={{ alignSelf: "flex-start" }}
        aria-label={path === "" ? undefined : t(isList ? "addItemTo" : "addFieldTo", { name: path })}
      >
        {t(isList ? "addItem" : "addField")}
      </Button>
    </Stack>
  );
}

type FieldRowProps = {
  tree: JsonValue;
  index: number;
  entry: Entry;
  path: string;
  onChange: (tree: JsonValue) => void;
  variables: readonly TemplateVariable[];
};

function FieldRow({ tree, index, entry, path, onChange, variables }: FieldRowProps) {
  const t = useTranslations("composer.fields");
  const kind = kindOf(entry.value);
  const isItem = Array.isArray(tree);
  const set = (value: JsonValue): void => onChange(withEntry(tree, index, { value }));
  const nested = kind === "object" || kind === "list";
  return (
    <>
      <div className={classes.row} data-item={isItem || undefined}>
        {isItem ? null : (
          <NameField
            key={entry.key}
            name={entry.key}
            label={t("name", { path })}
            isFree={(name) => isFree(tree, index, name)}
            onRename={(key) => onChange(withEntry(tree, index, { key }))}
          />
        )}
        <Select
          aria-label={t("kind", { path })}
          data={FIELD_KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
          value={kind}
          onChange={(next) => next && set(asKind(entry.value, next as FieldKind))}
          allowDeselect={false}
        />
        <div className={classes.value}>
          <ValueField value={entry.value} label={t("value", { path })} onChange={set} variables={variables} />
        </div>
        <ActionIcon
          size="lg"
          aria-label={t("remove", { path })}
          onClick={() => onChange(withoutEntry(tree, index))}
        >
          <IconTrash size={16} aria-hidden="true" />
        </ActionIcon>
      </div>
      {nested ? (
        <div className={classes.nested}>
          <FieldsEditor value={entry.value} onChange={set} path={path} variables={variables} />
        </div>
      ) : null}
    </>
  );
}

type NameFieldProps = {
  name: string;
  label: string;
  isFree: (name: string) => boolean;
  onRename: (name: string) => void;
};

/** Takes effect when it is left: a name typed half may be that of another field. */
function NameField({ name, label, isFree: free, onRename }: NameFieldProps) {
  const t = useTranslations("composer.fields");
  const [typed, setTyped] = useState(name);
  const taken = !free(typed);
  return (
    <TextInput
      aria-label={label}
      value={typed}
      error={taken ? t("taken") : undefined}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => !taken && typed !== name && onRename(typed)}
      onKeyDown={(event) => event.key === "Enter" && !taken && onRename(typed)}
      spellCheck={false}
    />
  );
}

type ValueFieldProps = {
  value: JsonValue;
  label: string;
  onChange: (value: JsonValue) => void;
  variables: readonly TemplateVariable[];
};

function ValueField({ value, label, onChange, variables }: ValueFieldProps) {
  const t = useTranslations("composer.fields");
  switch (kindOf(value)) {
    case "text":
      return (
        <LiquidInput
          aria-label={label}
          value={String(value)}
          placeholder="{{ ${first_name} }}"
          onChange={onChange}
          variables={variables}
        />
      );
    case "number":
      return (
        <NumberInput
          aria-label={label}
          value={Number(value)}
          onChange={(next) => typeof next === "number" && onChange(next)}
        />
      );
    case "boolean":
      return (
        <Select
          aria-label={label}
          data={[
            { value: "true", label: t("yes") },
            { value: "false", label: t("no") },
          ]}
          value={String(value)}
          onChange={(next) => onChange(next === "true")}
          allowDeselect={false}
        />
      );
    default:
      return (
        <Text size="sm" c="dimmed" pt={6}>
          {t(`summary.${kindOf(value)}`, { count: entriesOf(value).length })}
        </Text>
      );
  }
}
