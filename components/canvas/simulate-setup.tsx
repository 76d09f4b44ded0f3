"use client";

import {
  ActionIcon,
  Autocomplete,
  Button,
  Group,
  JsonInput,
  NumberInput,
  Paper,
  Select,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { eventQueries } from "#components/event/queries.ts";
import { DurationInput } from "#components/ui/duration-input.tsx";
import { useCanvasState } from "./canvas-store.ts";
import { stepTitle } from "./step-words.ts";
import { useSimulation } from "./use-simulation.tsx";

/** When it starts, what happens meanwhile, what receivers answer. */
export function AssumptionFields() {
  const t = useTranslations("journeySimulate");
  const { setup, change } = useSimulation();
  const entry = useCanvasState((state) => state.document.entry.type);
  return (
    <Stack gap="md">
      <TextInput
        type="datetime-local"
        label={t("startAt")}
        description={t("startAtText")}
        value={setup.startAt}
        onChange={(event) => change({ startAt: event.currentTarget.value })}
      />
      <JsonInput
        label={t(entry === "action" ? "eventProperties" : "callContext")}
        value={setup.properties}
        onChange={(properties) => change({ properties })}
        validationError={t("notJson")}
        autosize
        minRows={1}
        maxRows={8}
        ff="monospace"
      />
      <Events />
      <Responses />
    </Stack>
  );
}

function Events() {
  const t = useTranslations("journeySimulate");
  const { setup, change, clock } = useSimulation();
  const names = useQuery(eventQueries.names());
  const { events } = setup;
  const set = (index: number, part: Partial<(typeof events)[number]>): void =>
    change({ events: events.map((event, at) => (at === index ? { ...event, ...part } : event)) });
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        {t("events")}
      </Text>
      {events.map((event, index) => (
        <Item
          // biome-ignore lint/suspicious/noArrayIndexKey: events have no identity of their own
          key={index}
          title={t("event", { number: index + 1 })}
          onRemove={() => change({ events: events.filter((_, at) => at !== index) })}
        >
          <Autocomplete
            label={t("eventName")}
            placeholder="flight_booked"
            data={names.data?.map((entry) => entry.name) ?? []}
            value={event.name}
            onChange={(name) => set(index, { name })}
          />
          <DurationInput
            label={t("after")}
            seconds={event.at_seconds}
            onChange={(at_seconds) => set(index, { at_seconds })}
          />
          <JsonInput
            label={t("eventProperties")}
            value={event.properties}
            onChange={(properties) => set(index, { properties })}
            validationError={t("notJson")}
            autosize
            minRows={1}
            ff="monospace"
          />
        </Item>
      ))}
      <AddButton
        label={t("addEvent")}
        onClick={() =>
          change({
            events: [
              ...events,
              { name: "", at_seconds: Math.max(60, Math.ceil((clock ?? 0) + 1)), properties: "{}" },
            ],
          })
        }
      />
    </Stack>
  );
}

function Responses() {
  const t = useTranslations("journeySimulate");
  const words = useTranslations("journeys");
  const { setup, change } = useSimulation();
  const messages = useCanvasState((state) => state.document.steps).filter((step) => step.type === "message");
  const { responses } = setup;
  const set = (index: number, part: Partial<(typeof responses)[number]>): void =>
    change({
      responses: responses.map((response, at) => (at === index ? { ...response, ...part } : response)),
    });
  return (
    <Stack gap="xs">
      <div>
        <Text size="sm" fw={600}>
          {t("responses")}
        </Text>
        <Text size="xs" c="dimmed">
          {t("responsesText")}
        </Text>
      </div>
      {responses.map((response, index) => (
        <Item
          // biome-ignore lint/suspicious/noArrayIndexKey: answers have no identity of their own
          key={index}
          title={t("response", { number: index + 1 })}
          onRemove={() => change({ responses: responses.filter((_, at) => at !== index) })}
        >
          <Group grow align="flex-end">
            <Select
              label={t("step")}
              placeholder={t("everyStep")}
              data={messages.map((step) => ({ value: step.id, label: stepTitle(words, step) }))}
              value={response.step}
              onChange={(step) => set(index, { step })}
              clearable
            />
            <NumberInput
              label={t("status")}
              min={100}
              max={599}
              allowDecimal={false}
              value={response.status}
              onChange={(status) => typeof status === "number" && status >= 100 && set(index, { status })}
            />
          </Group>
          <JsonInput
            label={t("body")}
            placeholder={'{ "id": 77 }'}
            value={response.body}
            onChange={(body) => set(index, { body })}
            autosize
            minRows={1}
            ff="monospace"
          />
        </Item>
      ))}
      <AddButton
        label={t("addResponse")}
        onClick={() => change({ responses: [...responses, { step: null, status: 200, body: "" }] })}
      />
    </Stack>
  );
}

function Item({ title, onRemove, children }: { title: string; onRemove: () => void; children: ReactNode }) {
  const t = useTranslations("journeySimulate");
  return (
    <Paper p="xs" withBorder component="section" aria-label={title}>
      <Stack gap="xs">
        <Group justify="space-between">
          <Text size="sm">{title}</Text>
          <ActionIcon aria-label={t("remove", { name: title })} onClick={onRemove}>
            <IconTrash size={15} aria-hidden="true" />
          </ActionIcon>
        </Group>
        {children}
      </Stack>
    </Paper>
  );
}

function AddButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      leftSection={<IconPlus size={14} aria-hidden="true" />}
      onClick={onClick}
      style={{ alignSelf: "flex-start" }}
    >
      {label}
    </Button>
  );
}
