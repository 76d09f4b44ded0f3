"use client";

import {
  ActionIcon,
  Autocomplete,
  Button,
  Group,
  NumberInput,
  Select,
  Slider,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { v7 as uuid } from "uuid";
import { eventQueries } from "#components/event/queries.ts";
import { SectionCard } from "#components/ui/section-card.tsx";
import { MAX_VARIATIONS } from "#lib/campaign/schema.ts";
import { MAX_CONVERSIONS } from "#lib/trigger/conversion-schema.ts";
import { type Draft, EMPTY_WEBHOOK, evenShares, type Variation, withVariation } from "./definition-draft.ts";
import { DurationInput } from "./duration-input.tsx";

type ConversionsStepProps = { draft: Draft; onChange: (draft: Draft) => void };

/** Which variations there are, who gets which, and what counts as success. */
export function ConversionsStep({ draft, onChange }: ConversionsStepProps) {
  return (
    <Stack gap="lg">
      {draft.type === "webhook" ? <Variations draft={draft} onChange={onChange} /> : null}
      <Goals draft={draft} onChange={onChange} />
    </Stack>
  );
}

function Variations({ draft, onChange }: ConversionsStepProps) {
  const t = useTranslations("composer.split");
  const { variations } = draft;
  const sum = Math.round(variations.reduce((total, item) => total + item.percentage, 0) * 100) / 100;
  const set = (next: Variation[]): void => onChange({ ...draft, variations: next });
  const hasControl = variations.some((item) => item.control);
  const letter = String.fromCharCode(65 + variations.filter((item) => !item.control).length);
  function add(control: boolean) {
    const added: Variation = {
      message_variation_id: uuid(),
      name: control ? "Control" : letter,
      percentage: control ? 10 : 0,
      control,
      webhook: control
        ? null
        : structuredClone(variations.find((item) => item.webhook)?.webhook ?? EMPTY_WEBHOOK),
    };
    set(evenShares([...variations, added]));
  }
  return (
    <SectionCard title={t("title")} description={t("text")}>
      <Stack gap="sm" data-field="variations">
        {variations.map((variation, index) => (
          <Group key={variation.message_variation_id} gap="md" wrap="nowrap">
            <TextInput
              aria-label={t("name", { number: index + 1 })}
              value={variation.name}
              onChange={(event) => onChange(withVariation(draft, index, { name: event.currentTarget.value }))}
              w={150}
            />
            <Slider
              thumbLabel={t("share", { name: variation.name })}
              min={0}
              max={100}
              label={(value) => `${value} %`}
              value={variation.percentage}
              onChange={(percentage) => onChange(withVariation(draft, index, { percentage }))}
              style={{ flex: 1, minWidth: 60 }}
            />
            <NumberInput
              aria-label={t("share", { name: variation.name })}
              suffix=" %"
              min={0}
              max={100}
              decimalScale={2}
              value={variation.percentage}
              onChange={(percentage) =>
                typeof percentage === "number" && onChange(withVariation(draft, index, { percentage }))
              }
              w={100}
            />
            <ActionIcon
              aria-label={t("remove", { name: variation.name })}
              disabled={variations.length === 1}
              onClick={() => set(evenShares(variations.filter((_, at) => at !== index)))}
            >
              <IconX size={15} aria-hidden="true" />
            </ActionIcon>
          </Group>
        ))}
        <Text size="sm" c={sum === 100 ? "dimmed" : "var(--sb-bad)"} role="status">
          {sum === 100 ? t("complete") : t(sum < 100 ? "tooLittle" : "tooMuch", { off: Math.abs(100 - sum) })}
        </Text>
        <Group gap="xs">
          <Button
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden="true" />}
            disabled={variations.length >= MAX_VARIATIONS}
            onClick={() => add(false)}
          >
            {t("add")}
          </Button>
          {hasControl ? null : (
            <Button variant="default" onClick={() => add(true)}>
              {t("addControl")}
            </Button>
          )}
          <Button variant="subtle" color="gray" onClick={() => set(evenShares(variations))}>
            {t("even")}
          </Button>
        </Group>
      </Stack>
    </SectionCard>
  );
}

function Goals({ draft, onChange }: ConversionsStepProps) {
  const t = useTranslations("composer.goals");
  const names = useQuery(eventQueries.names());
  const { conversions } = draft;
  type Goal = (typeof conversions)[number];
  const set = (index: number, goal: Goal): void =>
    onChange({ ...draft, conversions: conversions.map((item, at) => (at === index ? goal : item)) });
  return (
    <SectionCard title={t("title")} description={t("text")}>
      <Stack gap="sm" data-field="conversions">
        {conversions.length === 0 ? <Text c="dimmed">{t("none")}</Text> : null}
        {conversions.map((goal, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: goals have no identity of their own while they are typed
          <Group key={index} gap="xs" align="flex-end">
            <Select
              label={t(index === 0 ? "primary" : "secondary")}
              data={[
                { value: "custom_event", label: t("event") },
                { value: "purchase", label: t("purchase") },
              ]}
              value={goal.type}
              onChange={(type) =>
                type && set(index, { type: type as Goal["type"], window_seconds: goal.window_seconds })
              }
              allowDeselect={false}
              w={170}
            />
            {goal.type === "custom_event" ? (
              <Autocomplete
                label={t("eventName", { number: index + 1 })}
                placeholder="credit_redeemed"
                data={(names.data ?? []).map((entry) => entry.name)}
                value={goal.event ?? ""}
                onChange={(event) => set(index, { ...goal, event })}
                w={220}
              />
            ) : null}
            <DurationInput
              label={t("window")}
              seconds={goal.window_seconds}
              onChange={(seconds) => set(index, { ...goal, window_seconds: seconds })}
            />
            <ActionIcon
              aria-label={t("remove", { number: index + 1 })}
              onClick={() => onChange({ ...draft, conversions: conversions.filter((_, at) => at !== index) })}
            >
              <IconX size={15} aria-hidden="true" />
            </ActionIcon>
          </Group>
        ))}
        {conversions.length < MAX_CONVERSIONS ? (
          <Button
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden="true" />}
            style={{ alignSelf: "flex-start" }}
            onClick={() =>
              onChange({
                ...draft,
                conversions: [
                  ...conversions,
                  { type: "custom_event", event: "", window_seconds: 7 * 86_400 },
                ],
              })
            }
          >
            {t("add")}
          </Button>
        ) : null}
      </Stack>
    </SectionCard>
  );
}
