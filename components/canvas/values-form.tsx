"use client";

import { Group, Input, JsonInput, SegmentedControl, Stack } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { FieldsEditor } from "#components/template/fields-editor.tsx";
import { type StepOf, stepSchema } from "#lib/canvas/step-schema.ts";
import type { JsonValue } from "#lib/webhook/json-value.ts";
import { useScope } from "./use-scope.ts";

type ValuesStep = StepOf<"user_update"> | StepOf<"context">;
type FormProps<Kind extends ValuesStep> = { step: Kind; onChange: (step: Kind) => void };

/** Attributes to change and events to record, or variables to set; texts may be templates. */
export function ValuesForm({ step, onChange }: FormProps<ValuesStep>) {
  const t = useTranslations("journeys");
  if (step.type === "context")
    return <Values label={t("variables")} field="set" value={step.set} step={step} onChange={onChange} />;
  return (
    <Stack gap="sm">
      <Values
        label={t("attributes")}
        field="attributes"
        value={step.attributes}
        step={step}
        onChange={onChange}
      />
      <Values label={t("events")} field="events" value={eventsOf(step)} step={step} onChange={onChange} />
    </Stack>
  );
}

function eventsOf({ events }: StepOf<"user_update">): JsonValue {
  return events.map(({ name, properties }) => (properties ? { name, properties } : { name }));
}

type ValuesProps<Kind extends ValuesStep> = FormProps<Kind> & {
  label: string;
  field: string;
  value: JsonValue;
};

/** Fields with a name and a value each, or all of it as JSON. */
function Values<Kind extends ValuesStep>(props: ValuesProps<Kind>) {
  const { label, field, value, step, onChange } = props;
  const t = useTranslations("journeys");
  const [asJson, setAsJson] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const variables = useScope(step.id);
  /** What is not valid yet stays in the field and is not stored. */
  function take(next: unknown) {
    const parsed = stepSchema.safeParse({ ...step, [field]: next });
    setError(parsed.success ? null : (parsed.error.issues[0]?.message ?? null));
    if (parsed.success && parsed.data.type === step.type) onChange(parsed.data as Kind);
  }
  return (
    <Stack gap={6}>
      <Group justify="space-between" wrap="nowrap" align="flex-end">
        <Input.Wrapper
          label={label}
          description={t(field === "events" ? "eventsText" : "valuesText")}
          labelElement="div"
        />
        <SegmentedControl
          size="xs"
          aria-label={t("valuesAs", { what: label })}
          value={asJson ? "json" : "fields"}
          onChange={(next) => setAsJson(next === "json")}
          data={(["fields", "json"] as const).map((name) => ({
            value: name,
            label: t(`valuesKinds.${name}`),
          }))}
        />
      </Group>
      {asJson ? (
        <AsJson label={label} value={value} onChange={take} onBroken={() => setError(t("notJson"))} />
      ) : (
        <FieldsEditor value={value} onChange={take} variables={variables} />
      )}
      {error ? <Input.Error role="alert">{error}</Input.Error> : null}
    </Stack>
  );
}

type JsonProps = {
  label: string;
  value: JsonValue;
  onChange: (value: unknown) => void;
  onBroken: () => void;
};

function AsJson({ label, value, onChange, onBroken }: JsonProps) {
  const [text, setText] = useState(() => JSON.stringify(value, null, 2));
  function type(next: string) {
    setText(next);
    try {
      onChange(JSON.parse(next) as unknown);
    } catch {
      onBroken();
    }
  }
  return (
    <JsonInput
      aria-label={label}
      value={text}
      onChange={type}
      autosize
      minRows={4}
      maxRows={20}
      styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
    />
  );
}
