"use client";

import { List, Stack, Text } from "@mantine/core";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { useSession } from "#components/shell/session.tsx";
import { formatDateTime } from "#components/ui/format-time.ts";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { CampaignAnswer } from "#lib/campaign/schema.ts";
import type { CampaignStats, WinnerView } from "#lib/campaign/stats-schema.ts";

type WinnerCardProps = { stats: CampaignStats; campaign: Pick<CampaignAnswer, "status"> };

/** Which variation those who waited get: when it is decided, what was decided, and from what. */
export function WinnerCard({ stats, campaign }: WinnerCardProps) {
  const t = useTranslations("results.winner");
  const selection = stats.winner_selection;
  if (!selection) return null;
  return (
    <SectionCard title={t("title")} description={t("text", { held: selection.held_percentage })}>
      <Stack gap="xs">
        <State selection={selection} status={campaign.status} />
        <Tested selection={selection} />
      </Stack>
    </SectionCard>
  );
}

function State({ selection, status }: { selection: WinnerView; status: CampaignAnswer["status"] }) {
  const t = useTranslations("results.winner");
  const locale = useLocale();
  const { workspace } = useSession();
  const time = (at: string): string => formatDateTime(new Date(at), locale, workspace.time_zone);
  if (selection.status === "cancelled") return <Text>{t("cancelled")}</Text>;
  if (selection.status === "waiting" || selection.decided_at === null) {
    const kind = status === "paused" || status === "stopped" || status === "archived" ? status : "waiting";
    return <Text>{t(kind, { at: time(selection.decide_at) })}</Text>;
  }
  const name = selection.tested.find(
    (variation) => variation.message_variation_id === selection.message_variation_id,
  )?.name;
  return (
    <>
      <Text fw={600}>
        {name === undefined
          ? t("nothing", { at: time(selection.decided_at) })
          : t("sent", { name, at: time(selection.decided_at) })}
      </Text>
      <Text>{t(`reasons.${selection.reason ?? "no_difference"}`)}</Text>
    </>
  );
}

function Tested({ selection }: { selection: WinnerView }) {
  const t = useTranslations("results.winner");
  const format = useFormatter();
  if (selection.tested.length === 0) return null;
  return (
    <List size="sm">
      {selection.tested.map(({ message_variation_id: id, name, people, conversions }) => (
        <List.Item key={id}>
          {t("tested", {
            name,
            people,
            conversions,
            rate: format.number(people > 0 ? conversions / people : 0, {
              style: "percent",
              maximumFractionDigits: 1,
            }),
          })}
        </List.Item>
      ))}
    </List>
  );
}
