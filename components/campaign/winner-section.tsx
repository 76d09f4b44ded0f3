"use client";

import { Group, NumberInput, Select, Stack, Switch, Text } from "@mantine/core";
import { useFormatter, useTranslations } from "next-intl";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { WinnerSelection } from "#lib/campaign/schema.ts";
import type { Draft } from "./definition-draft.ts";
import { winnerShares } from "./winner-shares.ts";

type WinnerSectionProps = { draft: Draft; onChange: (draft: Draft) => void };

const USUAL: WinnerSelection = { held_percentage: 80, decide_after_hours: 24, without_winner: "send_best" };

/** Lets a part of the audience wait for the variation that does best. Offered where there is something to compare. */
export function WinnerSection({ draft, onChange }: WinnerSectionProps) {
  const t = useTranslations("composer.winner");
  const selection = draft.winner_selection;
  const sending = draft.variations.filter((variation) => !variation.control).length;
  const scheduled = draft.delivery.type === "scheduled";
  if (draft.type !== "webhook" || (selection === null && (sending < 2 || !scheduled))) return null;
  return (
    <SectionCard title={t("title")} description={t("text")}>
      <Stack gap="sm" data-field="winner_selection">
        <Switch
          label={t("choose")}
          description={t("chooseText")}
          checked={selection !== null}
          onChange={(event) =>
            onChange(
              event.currentTarget.checked
                ? {
                    ...draft,
                    winner_selection: USUAL,
                    re_eligibility: { ...draft.re_eligibility, allowed: false },
                  }
                : { ...draft, winner_selection: null },
            )
          }
        />
        {selection ? <Fields draft={draft} selection={selection} onChange={onChange} /> : null}
      </Stack>
    </SectionCard>
  );
}

function Fields({ draft, selection, onChange }: WinnerSectionProps & { selection: WinnerSelection }) {
  const t = useTranslations("composer.winner");
  const format = useFormatter();
  const set = (change: Partial<WinnerSelection>): void =>
    onChange({ ...draft, winner_selection: { ...selection, ...change } });
  const { tested, held } = winnerShares(draft.variations, selection);
  const share = (value: number): string => format.number(value, { maximumFractionDigits: 2 });
  return (
    <>
      <Group gap="md" align="flex-end">
        <NumberInput
          label={t("held")}
          suffix=" %"
          min={1}
          max={95}
          allowDecimal={false}
          value={selection.held_percentage}
          onChange={(value) => typeof value === "number" && set({ held_percentage: value })}
          w={190}
        />
        <NumberInput
          label={t("after")}
          suffix={` ${t("hours")}`}
          min={1}
          max={720}
          allowDecimal={false}
          value={selection.decide_after_hours}
          onChange={(value) => typeof value === "number" && set({ decide_after_hours: value })}
          w={190}
        />
        <Select
          label={t("without")}
          data={(["send_best", "stop"] as const).map((value) => ({ value, label: t(value) }))}
          value={selection.without_winner}
          onChange={(value) => value && set({ without_winner: value as WinnerSelection["without_winner"] })}
          allowDeselect={false}
          w={270}
        />
      </Group>
      <Text size="sm" c="dimmed" role="status">
        {t("split", {
          tested: tested.map(({ name, percentage }) => `${name} ${share(percentage)} %`).join(" · "),
          held: share(held),
        })}
      </Text>
    </>
  );
}
