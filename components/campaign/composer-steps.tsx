"use client";

import { IconAlertCircle, IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { CampaignProblem } from "#lib/campaign/schema.ts";
import classes from "./composer-steps.module.css";
import { problemsIn, type Step } from "./steps.ts";

type ComposerStepsProps = {
  steps: readonly Step[];
  current: Step;
  onSelect: (step: Step) => void;
  problems: readonly CampaignProblem[];
};

/** The steps as links in any order, each with its own state. */
export function ComposerSteps({ steps, current, onSelect, problems }: ComposerStepsProps) {
  const t = useTranslations("composer.steps");
  return (
    <nav aria-label={t("label")} className={classes.steps}>
      {steps.map((step) => (
        <a
          key={step}
          ref={step === current ? scrollIntoRow : undefined}
          href={`?step=${step}`}
          className={classes.step}
          aria-current={step === current ? "step" : undefined}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            onSelect(step);
          }}
        >
          {step === "review" || step === "results" || step === "history" ? null : (
            <StepIcon problems={problemsIn(step, problems)} />
          )}
          {t(step)}
        </a>
      ))}
    </nav>
  );
}

/** On a narrow screen the row of steps scrolls; the page itself stays where it is. */
function scrollIntoRow(link: HTMLAnchorElement | null) {
  const row = link?.parentElement;
  if (link && row)
    row.scrollLeft = link.offsetLeft - row.offsetLeft - (row.clientWidth - link.clientWidth) / 2;
}

function StepIcon({ problems }: { problems: readonly CampaignProblem[] }) {
  const t = useTranslations("composer.steps");
  const label = t("state", { count: problems.length });
  if (problems.some(({ severity }) => severity === "error"))
    return <IconAlertCircle size={16} color="var(--sb-bad)" aria-label={label} />;
  if (problems.length > 0) return <IconAlertTriangle size={16} color="var(--sb-warn)" aria-label={label} />;
  return <IconCircleCheck size={16} color="var(--sb-ok)" aria-label={label} />;
}
