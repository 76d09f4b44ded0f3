"use client";

import { ActionIcon, Button, Group, NumberInput, Slider, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { v7 as uuid } from "uuid";
import { SectionCard } from "#components/ui/section-card.tsx";
import { goalsAreFixed } from "#lib/campaign/goals-fixed.ts";
import { type CampaignAnswer, MAX_VARIATIONS } from "#lib/campaign/schema.ts";
import { type Draft, EMPTY_WEBHOOK, evenShares, type Variation, withVariation } from "./definition-draft.ts";
import { GoalRows } from "./goal-rows.tsx";
import { campaignQueries } from "./queries.ts";
import { WinnerSection } from "./winner-section.tsx";

type StepProps = { draft: Draft; onChange: (draft: Draft) => void };
type ConversionsStepProps = StepProps & { campaign: CampaignAnswer };

/** Which variations there are, who gets which, and what counts as success. */
export function ConversionsStep({ campaign, draft, onChange }: ConversionsStepProps) {
  return (
    <Stack gap="lg">
      {draft.type === "webhook" ? <Variations draft={draft} onChange={onChange} /> : null}
      <Goals campaign={campaign} draft={draft} onChange={onChange} />
      <WinnerSection draft={draft} onChange={onChange} />
    </Stack>
  );
}

function Variations({ draft, onChange }: StepProps) {
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

function Goals({ campaign, draft, onChange }: ConversionsStepProps) {
  const t = useTranslations("composer.goals");
  const { conversions } = draft;
  const live = useLiveGoals(campaign);
  return (
    <SectionCard title={t("title")} description={t("text")}>
      <Stack gap="md" data-field="conversions">
        {conversions.length === 0 ? <Text c="dimmed">{t("none")}</Text> : null}
        <GoalRows
          goals={conversions}
          live={live}
          onChange={(next) => onChange({ ...draft, conversions: next })}
        />
      </Stack>
    </SectionCard>
  );
}

/** The goals that are counted already; until they are known, those of the draft. */
function useLiveGoals(campaign: CampaignAnswer): CampaignAnswer["conversions"] {
  const { campaign_id: id, type, live_version: version, first_sent_at: sentAt } = campaign;
  const fixed = goalsAreFixed({ type, live: version !== null, sent: sentAt !== null });
  const live = useQuery(campaignQueries.version(id, fixed ? (version?.number ?? null) : null));
  if (!fixed) return [];
  return live.data?.definition.conversions ?? campaign.conversions;
}
