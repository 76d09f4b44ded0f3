"use client";

import { Table, Text, UnstyledButton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { type CanvasStats, DID, type Did } from "#lib/canvas/run-schema.ts";
import classes from "./canvas.module.css";
import { useCommands, useSelection } from "./commands.tsx";
import { useResults } from "./use-results.ts";

type StepStats = CanvasStats["steps"][number];
type NumbersProps = { stats: CanvasStats; other: CanvasStats | null };

/** Numbers of each step; each leads to the people behind it. With a version to compare, its numbers stand below. */
export function StepNumbers({ stats, other }: NumbersProps) {
  const t = useTranslations("journeyResults");
  const others = new Map(other?.steps.map((step) => [step.step, step]));
  if (stats.steps.length === 0) return null;
  return (
    <>
      <Table.ScrollContainer minWidth={360}>
        <Table verticalSpacing={4} captionSide="top">
          <Table.Caption className={classes.tableTitle}>{t("steps")}</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("step")}</Table.Th>
              {DID.map((did) => (
                <Table.Th key={did} ta="right">
                  {t(`did.${did}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {stats.steps.map((step) => (
              <StepRow key={step.step} step={step} other={others.get(step.step) ?? null} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <PathNumbers stats={stats} />
    </>
  );
}

function useName(): (step: StepStats) => string {
  const words = useTranslations("journeys.kinds");
  return (step) => step.step_name ?? words(step.step_type as "message");
}

function StepRow({ step, other }: { step: StepStats; other: StepStats | null }) {
  const name = useName()(step);
  const { selected } = useSelection();
  return (
    <Table.Tr className={classes.numbersRow} data-selected={selected === step.step || undefined}>
      <Table.Td>{name}</Table.Td>
      {DID.map((did) => (
        <Table.Td key={did} ta="right">
          <CountButton step={step.step} name={name} did={did} count={step[did]} />
          {other ? (
            <Text size="xs" c="dimmed">
              {other[did]}
            </Text>
          ) : null}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}

/** A count that leads to the people behind it. */
function CountButton({ step, name, did, count }: { step: string; name: string; did: Did; count: number }) {
  const t = useTranslations("journeyResults");
  const { reveal } = useCommands();
  const { set } = useResults();
  return (
    <UnstyledButton
      className={classes.count}
      aria-label={t("showPeople", { count, what: t(`did.${did}`), name })}
      onClick={() => {
        reveal(step);
        void set({ did, path: null, state: null });
      }}
    >
      {count}
    </UnstyledButton>
  );
}

/** For splits: how many took each path, and how many of them reached the first goal. */
function PathNumbers({ stats }: { stats: CanvasStats }) {
  const t = useTranslations("journeyResults");
  const words = useTranslations("journeys.outputs");
  const nameOf = useName();
  const { reveal } = useCommands();
  const { set } = useResults();
  const rows = stats.steps
    .filter((step) => step.paths.length > 1)
    .flatMap((step) => step.paths.map((path) => ({ step, path })));
  if (rows.length === 0) return null;
  return (
    <Table.ScrollContainer minWidth={360}>
      <Table verticalSpacing={4} captionSide="top">
        <Table.Caption className={classes.tableTitle}>{t("paths")}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("step")}</Table.Th>
            <Table.Th>{t("path")}</Table.Th>
            <Table.Th ta="right">{t("taken")}</Table.Th>
            <Table.Th ta="right">{t("converted")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ step, path }) => (
            <Table.Tr key={`${step.step} ${path.path}`}>
              <Table.Td>{nameOf(step)}</Table.Td>
              <Table.Td>{path.name || pathWords(words, path.path)}</Table.Td>
              <Table.Td ta="right">
                <UnstyledButton
                  className={classes.count}
                  aria-label={t("showPath", { count: path.taken, name: nameOf(step) })}
                  onClick={() => {
                    reveal(step.step);
                    void set({ did: null, path: path.path, state: null });
                  }}
                >
                  {path.taken}
                </UnstyledButton>
              </Table.Td>
              <Table.Td ta="right">
                {path.taken === 0 ? "–" : `${Math.round((path.conversions / path.taken) * 1_000) / 10} %`}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function pathWords(words: ReturnType<typeof useTranslations<"journeys.outputs">>, path: string): string {
  const index = path.split(":")[1];
  return index === undefined ? words(path as "next") : words("group", { number: Number(index) + 1 });
}
