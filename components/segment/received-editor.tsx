"use client";

import { NumberInput, Select, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import type {
  FilterLeaf,
  ReceivedCampaignFilter,
  ReceivedCanvasFilter,
  ReceivedOperator,
} from "#lib/segment/filter.ts";
import type { FilterNames } from "./use-filter-names.ts";
import { WithinDays } from "./within-days.tsx";

export type LeafProps<Leaf> = { leaf: Leaf; onChange: (leaf: FilterLeaf) => void; names: FilterNames };

const RECEIVED = [
  "ever",
  "never",
  "within_days",
  "not_within_days",
  "count_gte",
  "count_lte",
  "count_eq",
] as const satisfies readonly ReceivedOperator[];

/** "received in the last 14 days: this campaign". */
export function ReceivedEditor({
  leaf,
  onChange,
  names,
}: LeafProps<ReceivedCampaignFilter | ReceivedCanvasFilter>) {
  const t = useTranslations("segments.rule");
  const counted = leaf.op.startsWith("count_");
  const dated = leaf.op === "within_days" || leaf.op === "not_within_days";
  if (leaf.op === "last_status" || leaf.op === "last_status_not") return <Text size="sm">{t("kept")}</Text>;
  return (
    <>
      <Source leaf={leaf} onChange={onChange} names={names} />
      <Part leaf={leaf} onChange={onChange} names={names} />
      <Select
        aria-label={t("operator")}
        data={RECEIVED.map((op) => ({ value: op, label: t(`received.${op}`) }))}
        value={leaf.op}
        onChange={(op) => op && onChange(withOperator(leaf, op as ReceivedOperator))}
        allowDeselect={false}
        w={190}
      />
      {counted || dated ? (
        <NumberInput
          aria-label={t(counted ? "times" : "days")}
          suffix={t(counted ? "timesUnit" : "daysUnit", { count: Number(leaf.value ?? 0) })}
          min={0}
          value={typeof leaf.value === "number" ? leaf.value : ""}
          onChange={(value) => typeof value === "number" && onChange({ ...leaf, value })}
          w={120}
        />
      ) : null}
      {dated ? null : <WithinDays leaf={leaf} onChange={onChange} />}
    </>
  );
}

/** Which campaign or journey; any of them while none is chosen. */
function Source({ leaf, onChange, names }: LeafProps<ReceivedCampaignFilter | ReceivedCanvasFilter>) {
  const t = useTranslations("segments.rule");
  const ofCampaign = leaf.type === "received_campaign";
  const choices = ofCampaign ? names.campaigns : names.canvases;
  return (
    <Select
      aria-label={t(ofCampaign ? "campaign" : "canvas")}
      placeholder={t(ofCampaign ? "anyCampaign" : "anyCanvas")}
      data={choices.map(({ id, name }) => ({ value: id, label: name }))}
      value={(ofCampaign ? leaf.campaign_id : leaf.canvas_id) ?? null}
      onChange={(id) => {
        if (ofCampaign) {
          const { campaign_id: _old, variation_id: _part, ...rest } = leaf;
          onChange(id === null ? rest : { ...rest, campaign_id: id });
        } else {
          const { canvas_id: _old, step_id: _part, ...rest } = leaf;
          onChange(id === null ? rest : { ...rest, canvas_id: id });
        }
      }}
      clearable
      searchable
      w={220}
    />
  );
}

/** Which variation of the campaign or step of the journey; any of them while none is chosen. One that is gone keeps its id. */
function Part({ leaf, onChange, names }: LeafProps<ReceivedCampaignFilter | ReceivedCanvasFilter>) {
  const t = useTranslations("segments.rule");
  const ofCampaign = leaf.type === "received_campaign";
  const whole = ofCampaign
    ? names.campaigns.find(({ id }) => id === leaf.campaign_id)
    : names.canvases.find(({ id }) => id === leaf.canvas_id);
  const value = ofCampaign ? leaf.variation_id : leaf.step_id;
  const parts = whole?.parts ?? [];
  if (value === undefined && parts.length < 2) return null;
  const choices = parts.map(({ id, name }) => ({ value: id, label: name || id }));
  const gone = value !== undefined && !choices.some((choice) => choice.value === value);
  return (
    <Select
      aria-label={t(ofCampaign ? "variation" : "step")}
      placeholder={t(ofCampaign ? "anyVariation" : "anyStep")}
      data={gone ? [...choices, { value, label: t("gonePart", { id: value }) }] : choices}
      value={value ?? null}
      onChange={(id) => {
        if (ofCampaign) {
          const { variation_id: _old, ...rest } = leaf;
          onChange(id === null ? rest : { ...rest, variation_id: id });
        } else {
          const { step_id: _old, ...rest } = leaf;
          onChange(id === null ? rest : { ...rest, step_id: id });
        }
      }}
      clearable
      searchable
      w={180}
    />
  );
}

function withOperator(leaf: ReceivedCampaignFilter | ReceivedCanvasFilter, op: ReceivedOperator): FilterLeaf {
  const { value: _value, within_days: within, ...rest } = leaf;
  const dated = op === "within_days" || op === "not_within_days";
  return {
    ...rest,
    op,
    ...(dated ? { value: 14 } : op.startsWith("count_") ? { value: 1 } : {}),
    ...(dated || within === undefined ? {} : { within_days: within }),
  };
}
