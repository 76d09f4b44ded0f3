"use client";

import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  NumberInput,
  Paper,
  Select,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { type CanvasDefinition, MAX_VARIANTS } from "#lib/canvas/schema.ts";
import { useCanvasState } from "./canvas-store.ts";
import { stepTitle } from "./step-words.ts";

type Variants = CanvasDefinition["variants"];
type VariantProps = { variants: Variants; onChange: (variants: Variants) => void };

/** Shares of the people who enter, each with its own beginning; a control group is counted but takes no step. */
export function VariantSettings({ variants, onChange }: VariantProps) {
  const t = useTranslations("journeys.variants");
  const sum = Math.round(variants.reduce((total, variant) => total + variant.percentage, 0) * 100) / 100;
  const set = (index: number, part: Partial<Variants[number]>): void =>
    onChange(variants.map((variant, at) => (at === index ? { ...variant, ...part } : variant)));
  const add = (control: boolean): void => {
    const rest = Math.max(0, 100 - sum);
    onChange([
      ...variants,
      {
        variant_id: crypto.randomUUID(),
        name: control ? t("controlName") : String.fromCharCode(65 + variants.length),
        percentage: variants.length === 0 && !control ? 100 : rest,
        control,
      },
    ]);
  };
  return (
    <Stack gap="xs" component="section" aria-label={t("title")}>
      <div>
        <Text fw={600}>{t("title")}</Text>
        <Text size="xs" c="dimmed">
          {t("text")}
        </Text>
      </div>
      {variants.map((variant, index) => (
        <VariantCard
          key={variant.variant_id}
          variant={variant}
          onChange={(part) => set(index, part)}
          onRemove={() => onChange(variants.filter((_, at) => at !== index))}
        />
      ))}
      {variants.length > 0 ? (
        <Text size="sm" c={sum === 100 ? "dimmed" : "var(--sb-bad)"} role="status">
          {t("sum", { sum })}
        </Text>
      ) : null}
      <Group gap="xs">
        <Button
          variant="subtle"
          size="compact-sm"
          disabled={variants.length > MAX_VARIANTS}
          leftSection={<IconPlus size={14} aria-hidden="true" />}
          onClick={() => add(false)}
        >
          {t("add")}
        </Button>
        {variants.some((variant) => variant.control) ? null : (
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconPlus size={14} aria-hidden="true" />}
            onClick={() => add(true)}
          >
            {t("addControl")}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

type CardProps = {
  variant: Variants[number];
  onChange: (part: Partial<Variants[number]>) => void;
  onRemove: () => void;
};

function VariantCard({ variant, onChange, onRemove }: CardProps) {
  const t = useTranslations("journeys.variants");
  const words = useTranslations("journeys");
  const steps = useCanvasState((state) => state.document.steps);
  return (
    <Paper p="xs" withBorder>
      <Stack gap="xs">
        <Group align="flex-end" wrap="nowrap">
          <TextInput
            label={t("name")}
            value={variant.name}
            maxLength={100}
            onChange={(event) => onChange({ name: event.currentTarget.value })}
            style={{ flex: 1 }}
          />
          <NumberInput
            label={t("share")}
            min={0}
            max={100}
            suffix=" %"
            w={100}
            value={variant.percentage}
            onChange={(percentage) => typeof percentage === "number" && onChange({ percentage })}
          />
          <ActionIcon mb={4} aria-label={t("remove", { name: variant.name })} onClick={onRemove}>
            <IconTrash size={15} aria-hidden="true" />
          </ActionIcon>
        </Group>
        <Checkbox
          label={t("control")}
          checked={variant.control}
          onChange={(event) => onChange({ control: event.currentTarget.checked })}
        />
        {variant.control ? null : (
          <Select
            label={t("start")}
            placeholder={t("startDefault")}
            data={steps.map((step) => ({ value: step.id, label: stepTitle(words, step) }))}
            value={variant.start ?? null}
            onChange={(start) => onChange({ start })}
            clearable
            searchable
          />
        )}
      </Stack>
    </Paper>
  );
}
