"use client";

import { Text, UnstyledButton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { fieldOf } from "#components/campaign/problem-list.tsx";
import { ToneBadge } from "#components/ui/status-badge.tsx";
import type { CanvasProblem } from "#lib/canvas/schema.ts";
import classes from "./canvas.module.css";
import { useCommands } from "./commands.tsx";
import { focusWhenThere } from "./focus-step.ts";

/** Going through problems one by one, by click or F8. */
export function useProblems(problems: readonly CanvasProblem[], onSettings: () => void) {
  const { reveal } = useCommands();
  const [current, setCurrent] = useState<number | null>(null);
  function go(index: number) {
    const problem = problems[index];
    if (!problem) return;
    setCurrent(index);
    if (problem.step_id) reveal(problem.step_id);
    else {
      onSettings();
      focusWhenThere(() => fieldOf(problem.field));
    }
  }
  return {
    current,
    go,
    next: () => (problems.length > 0 ? go(((current ?? -1) + 1) % problems.length) : undefined),
  };
}

type PanelProps = {
  problems: readonly CanvasProblem[];
  current: number | null;
  onGo: (index: number) => void;
};

const TONES = { error: "bad", warning: "warn", info: "info" } as const;

/** Everything that is wrong or doubtful: what, where, and how to fix it. */
export function ProblemsPanel({ problems, current, onGo }: PanelProps) {
  const t = useTranslations("journeys");
  const { title } = useCommands();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const item = current === null ? null : list.current?.children[current];
    item?.scrollIntoView({ block: "nearest" });
  }, [current]);
  return (
    <section className={classes.problems} aria-label={t("problems")}>
      {problems.length === 0 ? <Text size="sm">{t("noProblems")}</Text> : null}
      <ul ref={list} className={classes.problemList}>
        {problems.map((problem, index) => (
          <li key={`${problem.code} ${problem.field}`}>
            <UnstyledButton
              className={classes.problem}
              aria-current={index === current || undefined}
              onClick={() => onGo(index)}
            >
              <ToneBadge tone={TONES[problem.severity]}>{t(`severity.${problem.severity}`)}</ToneBadge>
              <span>
                {problem.step_id ? <strong>{title(problem.step_id)}: </strong> : null}
                {problem.message} <span className={classes.problemFix}>{problem.hint}</span>
              </span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
