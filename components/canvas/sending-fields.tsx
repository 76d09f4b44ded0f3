"use client";

import { Checkbox, Collapse, NumberInput, Select, Stack, Switch, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { OptionsSection } from "#components/campaign/options-section.tsx";
import { FilterBuilder } from "#components/segment/filter-builder.tsx";
import type { StepOf } from "#lib/canvas/step-schema.ts";
import { EVERYBODY } from "#lib/segment/filter.ts";
import { useCanvasState } from "./canvas-store.ts";

type Message = StepOf<"message">;
type SendingProps = { step: Message; onChange: (step: Message) => void };

/** Where a step differs from its journey: pace, quiet hours, who is checked once more, retries. */
export function SendingFields({ step, onChange }: SendingProps) {
  const t = useTranslations("journeys");
  const [open, setOpen] = useState(false);
  const id = useId();
  const Icon = open ? IconChevronDown : IconChevronRight;
  return (
    <Stack gap="sm">
      <UnstyledButton
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen((before) => !before)}
        fw={600}
      >
        <Icon size={14} aria-hidden="true" style={{ verticalAlign: "-2px" }} /> {t("sending")}
      </UnstyledButton>
      <Collapse expanded={open} id={id}>
        {open ? <Fields step={step} onChange={onChange} /> : null}
      </Collapse>
    </Stack>
  );
}

function Fields({ step, onChange }: SendingProps) {
  const t = useTranslations("journeys");
  const retry = useCanvasState((state) => state.document.retry);
  return (
    <Stack gap="md">
      <NumberInput
        label={t("perMinute")}
        description={t("stepPerMinuteText")}
        min={1}
        max={10_000_000}
        allowDecimal={false}
        value={step.rate_limit?.per_minute ?? ""}
        onChange={(value) => {
          const { rate_limit: _old, ...rest } = step;
          onChange(typeof value === "number" ? { ...rest, rate_limit: { per_minute: value } } : rest);
        }}
      />
      <Checkbox
        label={t("ignoreQuietHours")}
        checked={step.ignore_quiet_hours ?? false}
        onChange={(event) => onChange({ ...step, ignore_quiet_hours: event.currentTarget.checked })}
      />
      <Validation step={step} onChange={onChange} />
      <OptionsSection
        draft={{ retry: step.retry ?? retry, outcome_rules: step.outcome_rules ?? [] }}
        onChange={(next) =>
          onChange({
            ...step,
            outcome_rules: next.outcome_rules,
            ...(step.retry || next.retry !== retry ? { retry: next.retry } : {}),
          })
        }
      />
    </Stack>
  );
}

const OTHERWISE = ["exit", "skip"] as const;

function Validation({ step, onChange }: SendingProps) {
  const t = useTranslations("journeys");
  const { validation } = step;
  return (
    <Stack gap="xs">
      <Switch
        label={t("validation")}
        description={t("validationText")}
        checked={Boolean(validation)}
        onChange={(event) =>
          onChange({
            ...step,
            validation: event.currentTarget.checked ? { filter: EVERYBODY, otherwise: "exit" } : null,
          })
        }
      />
      {validation ? (
        <>
          <FilterBuilder
            label={t("validation")}
            value={validation.filter}
            onChange={(filter) => onChange({ ...step, validation: { ...validation, filter } })}
          />
          <Select
            label={t("validationOtherwise")}
            data={OTHERWISE.map((value) => ({ value, label: t(`validationKinds.${value}`) }))}
            value={validation.otherwise}
            allowDeselect={false}
            onChange={(value) =>
              value &&
              onChange({ ...step, validation: { ...validation, otherwise: value as "exit" | "skip" } })
            }
          />
        </>
      ) : null}
    </Stack>
  );
}
