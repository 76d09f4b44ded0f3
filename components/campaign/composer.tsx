"use client";

import { Text, Textarea } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { parseAsInteger, parseAsStringLiteral, useQueryState } from "nuqs";
import { useEffect, useRef, useState } from "react";
import { ChangedBlocksBar } from "#components/block/changed-blocks-bar.tsx";
import { sampleSubject } from "#components/gallery/sample-subject.ts";
import { ApprovalBadge, ApprovalBanner, useApproval } from "#components/review/approval-bar.tsx";
import type { SubjectRef } from "#components/review/queries.ts";
import { notifyDone } from "#components/ui/notify.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { useProblemWords } from "#components/ui/use-problem-words.ts";
import type { CampaignAnswer, CampaignProblem } from "#lib/campaign/schema.ts";
import classes from "./composer.module.css";
import { ComposerActions } from "./composer-actions.tsx";
import { ComposerSteps } from "./composer-steps.tsx";
import type { PreviewSubject } from "./preview/subject.ts";
import { focusField, ProblemList } from "./problem-list.tsx";
import { campaignQueries, launchCampaign } from "./queries.ts";
import { SaveBar } from "./save-bar.tsx";
import { StateBar } from "./state-bar.tsx";
import { StepContent } from "./step-content.tsx";
import { firstStep, STEPS, type Step, stepOfField, stepsFor } from "./steps.ts";
import { TestSendDrawer } from "./test-send-drawer.tsx";
import { useAutosave } from "./use-autosave.ts";
import { useEnsureSaved } from "./use-ensure-saved.ts";

const SAMPLE_SUBJECT: PreviewSubject = {
  externalUserId: "",
  attributes: '{ "external_id": "u1", "first_name": "Zoë", "custom_attributes": { "tier": "gold" } }',
  eventProperties: '{ "points": 120 }',
};

/** One campaign from idea to result: steps in any order, each with its address. */
export function CampaignComposer({ campaignId }: { campaignId: string }) {
  const query = useQuery(campaignQueries.one(campaignId));
  return (
    <QueryView query={query}>
      {(campaign) => <Composer key={campaign.campaign_id} campaign={campaign} />}
    </QueryView>
  );
}

function Composer({ campaign }: { campaign: CampaignAnswer }) {
  const t = useTranslations("composer");
  const queryClient = useQueryClient();
  const autosave = useAutosave(campaign);
  const ensureSaved = useEnsureSaved(autosave);
  const { draft, change, checked } = autosave;
  const reviewed: SubjectRef = { type: "campaign", id: campaign.campaign_id };
  const approval = useApproval(reviewed, campaign.revision);
  const [chosen, setStep] = useQueryState(
    "step",
    parseAsStringLiteral(STEPS).withOptions({ history: "push" }),
  );
  const [subject, setSubject] = useState(() => sampleSubject(campaign.tags) ?? SAMPLE_SUBJECT);
  const [testing, setTesting] = useState(false);
  const [variation] = useQueryState("variation", parseAsInteger.withDefault(0));
  const steps = stepsFor(draft.type, campaign.launched_at !== null, approval?.required === true);
  const wanted = chosen ?? firstStep(campaign);
  const step = steps.includes(wanted) ? wanted : (steps[0] ?? "compose");
  const problems = mergedProblems(checked.problems, campaign.problems).map(useProblemWords());
  const jump = useJump(step, (next) => void setStep(next));
  const running =
    campaign.status === "active" || campaign.status === "scheduled" || campaign.status === "paused";

  async function launch() {
    await ensureSaved();
    const answer = await launchCampaign(campaign.campaign_id, autosave.saver.revision).catch((error) => {
      throw autosave.saver.noticeConflict(error) ? new Error(t("notSaved.conflict")) : error;
    });
    queryClient.setQueryData(campaignQueries.one(campaign.campaign_id).queryKey, answer);
    await queryClient.invalidateQueries({ queryKey: [...campaignQueries.all, "list"] });
    notifyDone(t("launched"));
    await setStep("results");
  }

  return (
    <>
      <PageHeader
        title={<NameField name={draft.name} onChange={(name) => change({ ...draft, name })} />}
        status={
          <>
            <StatusBadge status={campaign.status} />
            <ApprovalBadge approval={approval} />
          </>
        }
        above={
          <Text component={Link} href="/campaigns" size="sm" c="dimmed">
            ← {t("back")}
          </Text>
        }
        actions={
          <ComposerActions
            campaign={campaign}
            autosave={autosave}
            approval={approval}
            onTest={() => setTesting(true)}
            onReview={step === "review" ? null : () => void setStep("review")}
          />
        }
      />
      <SaveBar autosave={autosave} />
      <StateBar campaign={campaign} />
      <ApprovalBanner
        subject={reviewed}
        name={draft.name}
        approval={approval}
        parts={draft.variations}
        onBeforeRequest={autosave.save}
      />
      <ChangedBlocksBar
        names={campaign.status === "archived" ? [] : campaign.changed_content_blocks}
        onUpdate={step === "review" ? null : () => void setStep("review")}
      />
      <ComposerSteps
        steps={steps}
        current={step}
        onSelect={(next) => void setStep(next)}
        problems={problems}
      />
      {step === "results" || step === "history" ? null : (
        <ProblemList
          problems={problems}
          variations={draft.variations.map(({ name }) => name)}
          onJump={jump}
        />
      )}
      <StepContent
        step={step}
        campaign={campaign}
        autosave={autosave}
        problems={problems}
        running={running}
        approval={approval}
        subject={subject}
        onSubjectChange={setSubject}
        onLaunch={launch}
      />
      <TestSendDrawer
        opened={testing}
        onClose={() => setTesting(false)}
        onBeforeSend={ensureSaved}
        campaignId={campaign.campaign_id}
        variations={draft.variations}
        shown={variation}
        subject={subject}
      />
    </>
  );
}

/** The title is the field: a name is changed where it is read, on as many lines as a narrow screen needs. */
function NameField({ name, onChange }: { name: string; onChange: (name: string) => void }) {
  const t = useTranslations("composer");
  return (
    <Textarea
      aria-label={t("name")}
      variant="unstyled"
      classNames={{ input: classes.name ?? "" }}
      rows={1}
      value={name}
      maxLength={200}
      onChange={(event) => onChange(event.currentTarget.value.replace(/\s*\n\s*/g, " "))}
      onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
    />
  );
}

/** What this screen knows of a field replaces what the last save said about it. */
function mergedProblems(
  local: readonly CampaignProblem[],
  saved: readonly CampaignProblem[],
): CampaignProblem[] {
  const parts = new Set(local.map(({ field }) => field.split(".")[0]));
  return [...local, ...saved.filter(({ field }) => !parts.has(field.split(".")[0]))];
}

/** Opens the step of a problem and puts the cursor into its field once it is shown. */
function useJump(step: Step, open: (step: Step) => void): (problem: CampaignProblem) => void {
  const pending = useRef<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when another step has been shown
  useEffect(() => {
    if (pending.current !== null) focusField(pending.current);
    pending.current = null;
  }, [step]);
  return ({ field }) => {
    const target = stepOfField(field);
    if (target === step) return focusField(field);
    pending.current = field;
    open(target);
  };
}
