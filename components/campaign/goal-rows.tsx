"use client";

import { ActionIcon, Autocomplete, Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { eventQueries } from "#components/event/queries.ts";
import { PropertyFilters } from "#components/segment/property-filters.tsx";
import { DurationInput } from "#components/ui/duration-input.tsx";
import { Locked, LockedFields, useLocked } from "#components/ui/locked.tsx";
import { changedGoals, withLiveGoals } from "#lib/trigger/changed-goals.ts";
import { type Conversion, MAX_CONVERSIONS, MAX_GOAL_SECONDS } from "#lib/trigger/conversion-schema.ts";

const WINDOW_SECONDS = 7 * 86_400;

type GoalRowsProps = {
  goals: readonly Conversion[];
  /** Those that are counted already: they stay, apart from their windows. */
  live: readonly Conversion[];
  onChange: (goals: Conversion[]) => void;
};

/** Goals of a campaign or journey: what somebody does, under which conditions, within how long. */
export function GoalRows({ goals, live, onChange }: GoalRowsProps) {
  const t = useTranslations("composer.goals");
  const changed = changedGoals(live, goals);
  return (
    <>
      {live.length > 0 ? <Text size="sm">{t("fixed")}</Text> : null}
      {changed.length > 0 ? (
        <Button
          variant="default"
          style={{ alignSelf: "flex-start" }}
          onClick={() => onChange(withLiveGoals(live, goals))}
        >
          {t("putBack")}
        </Button>
      ) : null}
      {goals.map((goal, index) => (
        <GoalRow
          // biome-ignore lint/suspicious/noArrayIndexKey: goals have no identity of their own while they are typed
          key={index}
          goal={goal}
          index={index}
          counted={index < live.length && !changed.includes(index)}
          onChange={(next) => onChange(goals.map((item, at) => (at === index ? next : item)))}
          onRemove={() => onChange(goals.filter((_, at) => at !== index))}
        />
      ))}
      {goals.length < MAX_CONVERSIONS ? (
        <Button
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden="true" />}
          style={{ alignSelf: "flex-start" }}
          onClick={() =>
            onChange([...goals, { type: "custom_event", event: "", window_seconds: WINDOW_SECONDS }])
          }
        >
          {t("add")}
        </Button>
      ) : null}
    </>
  );
}

type GoalRowProps = {
  goal: Conversion;
  index: number;
  /** Only its window may change. */
  counted: boolean;
  onChange: (goal: Conversion) => void;
  onRemove: () => void;
};

function GoalRow({ goal, index, counted, onChange, onRemove }: GoalRowProps) {
  const t = useTranslations("composer.goals");
  const known = useQuery(eventQueries.names()).data ?? [];
  const number = index + 1;
  const seen = known.find(({ name }) => goal.type === "custom_event" && name === goal.event);
  return (
    <Stack gap={6} role="group" aria-label={t("goal", { number })} data-field={`conversions.${index}`}>
      <Group gap="xs" align="flex-end">
        <Counted counted={counted}>
          <Group gap="xs" align="flex-end">
            <Select
              label={t(index === 0 ? "primary" : "secondary")}
              data={[
                { value: "custom_event", label: t("event") },
                { value: "purchase", label: t("purchase") },
              ]}
              value={goal.type}
              onChange={(type) =>
                type && onChange({ type: type as Conversion["type"], window_seconds: goal.window_seconds })
              }
              allowDeselect={false}
              w={170}
            />
            {goal.type === "custom_event" ? (
              <Autocomplete
                wrapperProps={{ "data-field": `conversions.${index}.event` }}
                label={t("eventName", { number })}
                placeholder="credit_redeemed"
                data={known.map(({ name }) => name)}
                value={goal.event ?? ""}
                onChange={(event) => onChange({ ...goal, event })}
                w={220}
              />
            ) : (
              <TextInput
                label={t("product", { number })}
                placeholder={t("anyProduct")}
                value={goal.product_id ?? ""}
                onChange={(event) => onChange(withProduct(goal, event.currentTarget.value))}
                w={220}
              />
            )}
          </Group>
        </Counted>
        <DurationInput
          label={t("window")}
          seconds={goal.window_seconds}
          least={1}
          most={MAX_GOAL_SECONDS}
          onChange={(window_seconds) => onChange({ ...goal, window_seconds })}
        />
        {counted ? null : (
          <ActionIcon aria-label={t("remove", { number })} onClick={onRemove}>
            <IconX size={15} aria-hidden="true" />
          </ActionIcon>
        )}
      </Group>
      {counted && !goal.filters?.length ? null : (
        <Counted counted={counted}>
          <PropertyFilters
            value={goal.filters ?? []}
            properties={Object.keys(seen?.properties ?? {})}
            onChange={(filters) => onChange(withFilters(goal, filters))}
          />
        </Counted>
      )}
    </Stack>
  );
}

/** Fields that say what is counted. What is around may be read only as a whole. */
function Counted({ counted, children }: { counted: boolean; children: ReactNode }) {
  const locked = useLocked() || counted;
  return (
    <Locked locked={locked}>
      <LockedFields>{children}</LockedFields>
    </Locked>
  );
}

/** Left out when there is nothing to say, as the goals of those who never ask for it. */
function withProduct({ product_id: _old, ...goal }: Conversion, product: string): Conversion {
  return product === "" ? goal : { ...goal, product_id: product };
}

function withFilters(
  { filters: _old, ...goal }: Conversion,
  filters: NonNullable<Conversion["filters"]>,
): Conversion {
  return filters.length === 0 ? goal : { ...goal, filters };
}
