"use client";

import { Locked, LockedFields } from "#components/ui/locked.tsx";
import type { CampaignAnswer, CampaignProblem } from "#lib/campaign/schema.ts";
import type { ApprovalView } from "#lib/review/schema.ts";
import { ApiCampaignSection } from "./api-campaign-section.tsx";
import { AudienceStep } from "./audience-step.tsx";
import { ComposeStep } from "./compose-step.tsx";
import { ConversionsStep } from "./conversions-step.tsx";
import { DeliveryStep } from "./delivery-step.tsx";
import { HistoryStep } from "./history/history-step.tsx";
import type { PreviewSubject } from "./preview/subject.ts";
import { ResultsStep } from "./results-step.tsx";
import { ReviewStep } from "./review-step.tsx";
import type { Step } from "./steps.ts";
import type { useAutosave } from "./use-autosave.ts";

type StepContentProps = {
  step: Step;
  campaign: CampaignAnswer;
  autosave: ReturnType<typeof useAutosave>;
  problems: readonly CampaignProblem[];
  running: boolean;
  approval: ApprovalView | undefined;
  subject: PreviewSubject;
  onSubjectChange: (subject: PreviewSubject) => void;
  onLaunch: () => Promise<void>;
};

/** What belongs to one step of the composer. What is under review is shown but not changed. */
export function StepContent(props: StepContentProps) {
  const { campaign, autosave, problems } = props;
  switch (props.step) {
    case "review":
      return (
        <ReviewStep
          campaign={campaign}
          draft={autosave.checked.draft}
          problems={problems}
          running={props.running}
          approval={props.approval}
          onSave={autosave.save}
          onLaunch={props.onLaunch}
        />
      );
    case "results":
      return <ResultsStep campaign={campaign} />;
    case "history":
      return <HistoryStep campaign={campaign} onRestored={autosave.takeTheirs} />;
    default:
      return (
        <Locked locked={campaign.review_id !== null || campaign.status === "archived"}>
          <EditedStep {...props} />
        </Locked>
      );
  }
}

function EditedStep(props: StepContentProps) {
  const { campaign, autosave, problems } = props;
  const { draft, change, checked } = autosave;
  switch (props.step) {
    case "compose":
      if (draft.type === "api") return <ApiCampaignSection campaign={campaign} />;
      return (
        <ComposeStep
          campaign={campaign}
          draft={draft}
          sendable={checked.draft}
          onChange={change}
          problems={problems}
          subject={props.subject}
          onSubjectChange={props.onSubjectChange}
        />
      );
    case "delivery":
      return <DeliveryStep campaignId={campaign.campaign_id} draft={draft} onChange={change} />;
    case "audience":
      return <AudienceStep campaign={campaign} draft={draft} onChange={change} />;
    case "conversions":
      return (
        <LockedFields>
          <ConversionsStep campaign={campaign} draft={draft} onChange={change} />
        </LockedFields>
      );
    default:
      return null;
  }
}
