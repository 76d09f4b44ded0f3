"use client";

import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { scheduleLines, settingWords } from "#components/diff/setting-words.ts";
import { ApprovalBadge, AskForReview, blocksLaunch } from "#components/review/approval-bar.tsx";
import { AudienceCount } from "#components/segment/audience-panel.tsx";
import { useRuleWords } from "#components/segment/use-rule-words.ts";
import { useSession } from "#components/shell/session.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { formatDateTime } from "#components/ui/format-time.ts";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { CampaignAnswer, CampaignProblem } from "#lib/campaign/schema.ts";
import type { SettingField } from "#lib/campaign/version-diff.ts";
import type { ApprovalView } from "#lib/review/schema.ts";
import { type PlannedRun, upcomingRuns } from "#lib/trigger/schedule.ts";
import { type ScheduledDelivery, triggersOf } from "#lib/trigger/schema.ts";
import type { Draft } from "./definition-draft.ts";
import { DryRunCard } from "./dry-run-card.tsx";
import { PublishEffect } from "./publish-effect.tsx";
import { Reach } from "./reach-card.tsx";
import classes from "./results/results.module.css";
import { useLaunchQuestion } from "./use-launch-question.tsx";
import { winnerShares } from "./winner-shares.ts";

type ReviewStepProps = {
  campaign: CampaignAnswer;
  draft: Draft;
  problems: readonly CampaignProblem[];
  /** Whether it runs already, so that launching publishes changes. */
  running: boolean;
  approval: ApprovalView | undefined;
  onSave: () => Promise<boolean>;
  onLaunch: () => Promise<void>;
};

/** The last look: what leaves, to whom, when, how fast. */
export function ReviewStep(props: ReviewStepProps) {
  const { campaign, draft, problems, running, approval, onSave, onLaunch } = props;
  const t = useTranslations("composer.review");
  const inWords = useSettingWords({ ...campaign, ...draft });
  const rules = inWords("re_eligibility");
  const asked = useLaunchQuestion({ campaign, draft, running, rules, onSave, onLaunch });
  const launch = useMutation({ mutationFn: async () => void ((await asked()) || (await onLaunch())) });
  const { tested, held } = winnerShares(draft.variations, draft.winner_selection);
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const waits = blocksLaunch(approval);
  return (
    <Stack gap="lg" maw={820} className={classes.cards ?? ""}>
      <SectionCard title={t("title")} description={t("text")}>
        <Stack component="dl" gap="md" m={0}>
          <Fact name={t("what")}>
            {tested.map((variation) => (
              <Text key={variation.message_variation_id} style={{ overflowWrap: "anywhere" }}>
                {variation.control
                  ? t("control", { share: variation.percentage })
                  : t("variation", {
                      name: variation.name,
                      share: variation.percentage,
                      method: variation.webhook?.method ?? "POST",
                      url: variation.webhook?.url ?? "",
                    })}
              </Text>
            ))}
            {draft.winner_selection ? (
              <Winner draft={draft} hours={draft.winner_selection.decide_after_hours} share={held} />
            ) : null}
          </Fact>
          <Fact name={t("who")}>
            <AudienceCount filter={draft.audience} />
            {draft.delivery.type === "scheduled" ? <Reach campaign={campaign} /> : null}
          </Fact>
          <Fact name={t("when")}>
            <When draft={draft} />
          </Fact>
          <Fact name={t("pace")}>
            <Pace draft={draft} />
          </Fact>
          <Fact name={t("success")}>
            <Lines
              lines={[
                ...inWords("conversions"),
                ...(draft.winner_selection ? inWords("winner_selection") : []),
              ]}
            />
          </Fact>
          <Fact name={t("again")}>
            <Lines lines={[...rules, ...inWords("frequency_cap"), ...inWords("user_cap")]} />
          </Fact>
          {approval?.required || approval?.last_review ? (
            <Fact name={t("approval")}>
              <ApprovalBadge approval={approval} />
            </Fact>
          ) : null}
        </Stack>
      </SectionCard>
      {running ? <PublishEffect campaign={campaign} /> : null}
      <DryRunCard campaignId={campaign.campaign_id} />
      {errors > 0 ? (
        <Alert
          color="red"
          title={t("blocked", { count: errors })}
          styles={{ title: { color: "var(--sb-bad)" } }}
        >
          {t("blockedText")}
        </Alert>
      ) : null}
      {launch.error ? <ErrorState error={launch.error} title={t("failed")} /> : null}
      <Group>
        <Button
          size="md"
          leftSection={<IconPlayerPlay size={16} aria-hidden="true" />}
          disabled={errors > 0 || waits || campaign.status === "archived"}
          loading={launch.isPending}
          onClick={() => launch.mutate()}
        >
          {t(running ? "publishNow" : "launchNow")}
        </Button>
        {waits && approval?.review_id === null ? (
          <AskForReview
            subject={{ type: "campaign", id: campaign.campaign_id }}
            name={draft.name}
            onBeforeRequest={onSave}
            size="md"
          />
        ) : null}
        <Text size="sm" c="dimmed">
          {t(waits ? "needsApproval" : "canStop")}
        </Text>
      </Group>
    </Stack>
  );
}

/** A setting of the draft in words, as in the history. */
function useSettingWords(draft: Pick<CampaignAnswer, SettingField>): (field: SettingField) => string[] {
  const t = useTranslations("versions.words");
  const { time_zone: timeZone } = useSession().workspace;
  const locale = useLocale();
  const say = useRuleWords();
  return (field) => settingWords({ t, locale, timeZone, say, names: {} }, draft, field);
}

function Lines({ lines }: { lines: readonly string[] }) {
  return lines.map((line) => <Text key={line}>{line}</Text>);
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="sm" c="dimmed">
        {name}
      </Text>
      <Text component="dd" m={0}>
        {children}
      </Text>
    </div>
  );
}

/** "80 % get the winner, which is chosen about …". */
function Winner({ draft, hours, share }: { draft: Draft; hours: number; share: number }) {
  const t = useTranslations("composer.review");
  const locale = useLocale();
  const { workspace } = useSession();
  const { delivery } = draft;
  const run = delivery.type === "scheduled" ? firstRunOf(delivery, workspace.time_zone) : null;
  if (!run) return null;
  const at = new Date(run.at.getTime() + hours * 3_600_000);
  return <Text>{t("winner", { share, at: formatDateTime(at, locale, workspace.time_zone) })}</Text>;
}

/** The run that would come first if it were launched now. */
function firstRunOf(delivery: ScheduledDelivery, timeZone: string): PlannedRun | null {
  const now = new Date();
  const [run] = upcomingRuns(delivery, { launchedAt: now, timeZone }, new Date(now.getTime() - 1), 1);
  return run ?? null;
}

function When({ draft }: { draft: Draft }) {
  const t = useTranslations("composer.review");
  const locale = useLocale();
  const words = useTranslations("versions.words");
  const { workspace } = useSession();
  const { delivery } = draft;
  if (delivery.type === "api_trigger") return t("byApi");
  if (delivery.type === "action") {
    const names = triggersOf(delivery).map((trigger) =>
      trigger.type === "custom_event" ? trigger.event : t(`triggers.${trigger.type}`),
    );
    return t("byEvent", { events: names.join(", ") });
  }
  const run = firstRunOf(delivery, workspace.time_zone);
  if (!run) return t("never");
  const first = formatDateTime(run.at, locale, delivery.time_zone ?? workspace.time_zone);
  return (
    <>
      <Text>{scheduleLines({ t: words, locale, timeZone: workspace.time_zone }, delivery).join(" · ")}</Text>
      <Text size="sm" c="dimmed">
        {t(run.wall ? "firstLocal" : "first", { first })}
      </Text>
    </>
  );
}

function Pace({ draft }: { draft: Draft }) {
  const t = useTranslations("composer.review");
  const perMinute = draft.rate_limit.per_minute;
  const parts = [
    perMinute ? t("perMinute", { count: perMinute }) : t("asFast"),
    draft.quiet_hours ? t("quiet", { start: draft.quiet_hours.start, end: draft.quiet_hours.end }) : null,
  ];
  return <Text>{parts.filter(Boolean).join(" · ")}</Text>;
}
