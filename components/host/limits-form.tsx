"use client";

import { SimpleGrid, Stack } from "@mantine/core";
import { useTranslations } from "next-intl";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { BreakerSettings, HostDetail } from "#lib/host/schema.ts";
import { HostFormFrame, type HostFormPart } from "./host-form-frame.tsx";
import { type NumberRange, RangeInput } from "./range-input.tsx";
import { ReadingAnswers } from "./reading-answers.tsx";
import { SwitchInput } from "./switch-input.tsx";
import type { HostField } from "./use-host-form.ts";

type BreakerNumber = Exclude<keyof BreakerSettings, "enabled">;

const BREAKER: readonly ({ name: BreakerNumber } & NumberRange)[] = [
  { name: "consecutive_failures", min: 1, max: 100_000, whole: true },
  { name: "failure_ratio", min: 0.01, max: 1 },
  { name: "min_requests", min: 1, max: 100_000, whole: true },
  { name: "window_seconds", min: 0.25, max: 3_600 },
  { name: "cooldown_seconds", min: 0.1, max: 86_400 },
];

const PARTS = [
  "rate_limit",
  "max_concurrency",
  "adaptive",
  "breaker",
  "max_wait_seconds",
  "halt_after_unauthorized",
  "rate_headers",
  "outcome_rules",
] as const;

const FIELDS: readonly HostField[] = [
  "rate_limit.per_second",
  "rate_limit.burst",
  "max_concurrency",
  ...BREAKER.map(({ name }) => `breaker.${name}` as const),
  "max_wait_seconds",
  "halt_after_unauthorized",
  "outcome_rules",
];

/** Pace, health rules, and how answers of the host are read. */
export function HostLimitsForm({ host }: { host: HostDetail }) {
  const t = useTranslations("hosts");
  return (
    <HostFormFrame host={host} parts={PARTS} fields={FIELDS} save={t("save")}>
      {(part) => (
        <>
          <Pace {...part} />
          <Breaker {...part} />
          <ReadingAnswers {...part} />
        </>
      )}
    </HostFormFrame>
  );
}

function Pace({ form, disabled }: HostFormPart) {
  const t = useTranslations("hosts");
  const limited = form.watch("rate_limit") !== null;
  return (
    <SectionCard title={t("limits")} description={t("limitsText")}>
      <Stack gap="md">
        <SwitchInput
          form={form}
          name="rate_limit"
          label={t("rateLimited")}
          description={t("rateLimitedText")}
          on={{ per_second: 10, burst: 10 }}
          off={null}
          disabled={disabled}
        />
        <SimpleGrid cols={{ base: 1, xs: 3 }}>
          {limited ? (
            <>
              <RangeInput
                form={form}
                name="rate_limit.per_second"
                label={t("perSecond")}
                min={0.001}
                max={10_000}
                disabled={disabled}
              />
              <RangeInput
                form={form}
                name="rate_limit.burst"
                label={t("burst")}
                min={1}
                max={100_000}
                whole
                disabled={disabled}
              />
            </>
          ) : null}
          <RangeInput
            form={form}
            name="max_concurrency"
            label={t("concurrency")}
            min={1}
            max={512}
            whole
            disabled={disabled}
          />
        </SimpleGrid>
        <SwitchInput
          form={form}
          name="adaptive"
          label={t("adaptive")}
          description={t("adaptiveText")}
          disabled={disabled}
        />
      </Stack>
    </SectionCard>
  );
}

function Breaker({ form, disabled }: HostFormPart) {
  const t = useTranslations("hosts");
  const enabled = form.watch("breaker.enabled") ?? true;
  return (
    <SectionCard title={t("breaker.title")} description={t("breaker.text")}>
      <Stack gap="md">
        <SwitchInput form={form} name="breaker.enabled" label={t("breaker.enabled")} disabled={disabled} />
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>
          {BREAKER.map(({ name, ...range }) => (
            <RangeInput
              key={name}
              form={form}
              name={`breaker.${name}`}
              label={t(`breaker.${name}`)}
              disabled={disabled || !enabled}
              {...range}
            />
          ))}
        </SimpleGrid>
      </Stack>
    </SectionCard>
  );
}
