"use client";

import { Accordion, Button, Group, Stack, Table, Text, Title } from "@mantine/core";
import { IconPlayerSkipForward, IconPlayerTrackNext, IconRotate } from "@tabler/icons-react";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ApiError } from "#components/api-client.ts";
import { DataTable } from "#components/ui/data-table.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { useProblemWords } from "#components/ui/use-problem-words.ts";
import type { SimulatedRun, Simulation } from "#lib/canvas/simulate-schema.ts";
import classes from "./canvas.module.css";
import { useCanvasState } from "./canvas-store.ts";
import { useCommands } from "./commands.tsx";
import { SimulateRun } from "./simulate-run.tsx";
import { AssumptionFields } from "./simulate-setup.tsx";
import { WhoFields } from "./simulate-who.tsx";
import { type Clock, nextMoment, overlayAt, runAt } from "./simulation-clock.ts";
import { outputsOf } from "./step-outputs.ts";
import { outputWords } from "./step-words.ts";
import { useSimulation } from "./use-simulation.tsx";

const DAY = 86_400;

/** The future of a person or a cohort: nothing is sent, changed or stored. */
export function SimulatePanel() {
  const t = useTranslations("journeySimulate");
  const { query, complete } = useSimulation();
  const steps = useCanvasState((state) => state.document.steps.length);
  return (
    <Stack gap="md">
      <div>
        <Title order={2} size="h3">
          {t("title")}
        </Title>
        <Text size="sm" c="dimmed">
          {t("text")}
        </Text>
      </div>
      <WhoFields />
      <Accordion variant="separated" chevronPosition="left">
        <Accordion.Item value="assume">
          <Accordion.Control>{t("assumptions")}</Accordion.Control>
          <Accordion.Panel>
            <AssumptionFields />
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
      {steps === 0 ? (
        <Text c="dimmed">{t("noSteps")}</Text>
      ) : complete ? (
        <Refused query={query}>
          <QueryView query={query}>{(simulation) => <Outcome simulation={simulation} />}</QueryView>
        </Refused>
      ) : (
        <Text c="dimmed">{t("incomplete")}</Text>
      )}
    </Stack>
  );
}

/** Nobody to play, or people nobody knows: something to change above, not a failure. */
function Refused({ query: { error }, children }: { query: { error: Error | null }; children: ReactNode }) {
  const say = useProblemWords();
  if (!(error instanceof ApiError) || error.status !== 422) return children;
  return (
    <Stack gap={4} role="alert">
      {error.errors.map(say).map(({ field, message, hint }) => (
        <Text key={`${field} ${message}`} size="sm" c="var(--sb-warn)">
          {message} {hint}
        </Text>
      ))}
    </Stack>
  );
}

function Outcome({ simulation }: { simulation: Simulation }) {
  const { clock, person, setPerson } = useSimulation();
  const t = useTranslations("journeySimulate");
  const shown = simulation.people.map((run) => runAt(simulation, run, clock));
  const one = shown.length === 1 ? shown[0] : shown.find((run) => run.external_user_id === person);
  return (
    <Stack gap="md">
      <ClockBar simulation={simulation} />
      {shown.length > 1 && one ? (
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => setPerson(null)}
          style={{ alignSelf: "flex-start" }}
        >
          ← {t("everybody", { count: shown.length })}
        </Button>
      ) : null}
      {one ? (
        <SimulateRun run={one} alone={shown.length === 1} />
      ) : (
        <Cohort simulation={simulation} runs={shown} />
      )}
    </Stack>
  );
}

function ClockBar({ simulation }: { simulation: Simulation }) {
  const t = useTranslations("journeySimulate");
  const format = useFormatter();
  const { clock, setClock, setup } = useSimulation();
  const next = nextMoment(simulation, clock ?? null);
  const event = setup.events
    .map((item) => item.at_seconds)
    .filter((at) => clock !== null && at > clock)
    .toSorted((a, b) => a - b)[0];
  const moment = new Date(Date.parse(simulation.start_at) + (clock ?? 0) * 1_000);
  return (
    <Stack gap={6} component="section" aria-label={t("clock")}>
      <Text size="sm" fw={600} role="status" aria-live="polite">
        {clock === null
          ? t("atEnd")
          : t("at", {
              time: format.dateTime(moment, { dateStyle: "medium", timeStyle: "medium" }),
              since: sinceWords(clock),
            })}
      </Text>
      <Group gap={6}>
        <ClockButton label={t("toStart")} to={0} icon={<IconRotate size={15} aria-hidden="true" />} />
        <ClockButton
          label={t("clockStep")}
          to={next}
          icon={<IconPlayerSkipForward size={15} aria-hidden="true" />}
        />
        <ClockButton label={t("nextEvent")} to={event ?? null} />
        <ClockButton label={t("plusDay")} to={clock === null ? null : clock + DAY} />
        <Button
          size="compact-sm"
          variant="default"
          disabled={clock === null}
          rightSection={<IconPlayerTrackNext size={15} aria-hidden="true" />}
          onClick={() => setClock(null)}
        >
          {t("toEnd")}
        </Button>
      </Group>
    </Stack>
  );
}

function ClockButton({ label, to, icon }: { label: string; to: Clock; icon?: ReactNode }) {
  const { setClock } = useSimulation();
  return (
    <Button
      size="compact-sm"
      variant="default"
      disabled={to === null}
      leftSection={icon}
      onClick={() => setClock(to)}
    >
      {label}
    </Button>
  );
}

function sinceWords(seconds: number): string {
  const days = Math.floor(seconds / DAY);
  const time = new Date((seconds % DAY) * 1_000).toISOString().slice(11, 19);
  return days > 0 ? `${days} d ${time}` : time;
}

function Cohort({ simulation, runs }: { simulation: Simulation; runs: SimulatedRun[] }) {
  const t = useTranslations("journeySimulate");
  const { title } = useCommands();
  const { setPerson } = useSimulation();
  return (
    <Stack gap="md">
      <BranchCounts simulation={simulation} />
      <DataTable
        caption={t("people")}
        minWidth={320}
        columns={[
          { id: "person", header: t("person"), cell: (run) => run.external_user_id, primary: true },
          { id: "state", header: t("state"), cell: (run) => t(`states.${run.state}`), shrink: true },
          {
            id: "where",
            header: t("where"),
            cell: (run) => {
              const last = run.turns.at(-1);
              return last?.step ? title(last.step) : "–";
            },
          },
        ]}
        rows={runs}
        rowId={(run) => run.external_user_id}
        onRowOpen={(run) => setPerson(run.external_user_id)}
      />
      <DownloadButton simulation={simulation} />
    </Stack>
  );
}

function BranchCounts({ simulation }: { simulation: Simulation }) {
  const t = useTranslations("journeySimulate");
  const words = useTranslations("journeys");
  const { clock } = useSimulation();
  const { title } = useCommands();
  const document = useCanvasState((state) => state.document);
  const { taken } = overlayAt(simulation, clock);
  const rows = document.steps.flatMap((step) => {
    const outputs = outputsOf(step);
    if (outputs.length < 2) return [];
    const total = outputs.reduce((sum, output) => sum + (taken.get(`${step.id}/${output.key}`) ?? 0), 0);
    return outputs.map((output) => ({
      key: `${step.id}/${output.key}`,
      step: step.id,
      path: outputWords(words, output) || words("outputs.next"),
      count: taken.get(`${step.id}/${output.key}`) ?? 0,
      total,
    }));
  });
  if (rows.length === 0) return null;
  return (
    <Table.ScrollContainer minWidth={320}>
      <Table captionSide="top" verticalSpacing={4}>
        <Table.Caption className={classes.tableTitle}>{t("branches")}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("split")}</Table.Th>
            <Table.Th>{t("path")}</Table.Th>
            <Table.Th ta="right">{t("count")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.key}>
              <Table.Td>{title(row.step)}</Table.Td>
              <Table.Td>{row.path}</Table.Td>
              <Table.Td ta="right">
                {row.count}
                {row.total > 0 ? ` (${Math.round((row.count / row.total) * 100)} %)` : ""}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** To attach to a review or a ticket. */
function DownloadButton({ simulation }: { simulation: Simulation }) {
  const t = useTranslations("journeySimulate");
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      style={{ alignSelf: "flex-start" }}
      onClick={() => {
        const url = URL.createObjectURL(
          new Blob([JSON.stringify(simulation, null, 2)], { type: "application/json" }),
        );
        const link = Object.assign(document.createElement("a"), { href: url, download: "simulation.json" });
        link.click();
        URL.revokeObjectURL(url);
      }}
    >
      {t("download")}
    </Button>
  );
}
