"use client";

import { ActionIcon, Group, JsonInput, Select, Stack, Tooltip } from "@mantine/core";
import { IconArrowsShuffle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { eventQueries } from "#components/event/queries.ts";
import { PersonSelect } from "#components/profile/person-select.tsx";
import { peopleQueries } from "#components/profile/queries.ts";
import type { PreviewSubject } from "./subject.ts";

type SubjectPickerProps = {
  subject: PreviewSubject;
  onChange: (subject: PreviewSubject) => void;
  /** Event whose recorded occurrences are offered; null where no event starts the message. */
  eventName: string | null;
  /** What comes with the start: properties of an event or of an API call. A schedule brings none. */
  starts: "event" | "call" | "schedule";
};

/** For whom the request is shown: somebody real, somebody made up, or whoever did a recorded event. */
export function SubjectPicker({ subject, onChange, eventName, starts }: SubjectPickerProps) {
  const t = useTranslations("composer");
  const field = starts === "call" ? "triggerProperties" : "eventProperties";
  return (
    <Stack gap="xs">
      <Person subject={subject} onChange={onChange} />
      {subject.externalUserId === "" ? (
        <JsonInput
          label={t("attributes")}
          value={subject.attributes}
          onChange={(attributes) => onChange({ ...subject, attributes })}
          validationError={t("notJson")}
          autosize
          minRows={2}
          maxRows={8}
          ff="monospace"
        />
      ) : null}
      {eventName === null ? null : <RecordedEvent name={eventName} subject={subject} onChange={onChange} />}
      {starts === "schedule" ? null : (
        <JsonInput
          label={t(field)}
          value={subject[field] ?? ""}
          onChange={(text) => onChange({ ...subject, [field]: text })}
          validationError={t("notJson")}
          autosize
          minRows={2}
          maxRows={8}
          ff="monospace"
        />
      )}
    </Stack>
  );
}

function Person({ subject, onChange }: Omit<SubjectPickerProps, "eventName" | "starts">) {
  const t = useTranslations("composer");
  const { data } = useQuery(peopleQueries.list({}));
  const others = (data?.users ?? []).filter((person) => person.external_id !== subject.externalUserId);
  function random() {
    const next = others[Math.floor(Math.random() * others.length)];
    if (next) onChange({ ...subject, externalUserId: next.external_id });
  }
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <PersonSelect
        label={t("person")}
        placeholder={t("madeUp")}
        value={subject.externalUserId}
        onChange={(externalUserId) => onChange({ ...subject, externalUserId })}
        style={{ flex: 1 }}
      />
      <Tooltip label={t("randomPerson")}>
        <ActionIcon
          size="lg"
          variant="default"
          aria-label={t("randomPerson")}
          disabled={others.length === 0}
          onClick={random}
        >
          <IconArrowsShuffle size={16} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}

function RecordedEvent({
  name,
  subject,
  onChange,
}: Omit<SubjectPickerProps, "eventName" | "starts"> & { name: string }) {
  const t = useTranslations("composer");
  const format = useFormatter();
  const { data } = useQuery(eventQueries.list({ name }, false));
  const events = data?.events ?? [];
  if (events.length === 0) return null;
  return (
    <Select
      label={t("recordedEvent")}
      placeholder={t("recordedEventText", { name })}
      data={events.slice(0, 20).map((event) => ({
        value: event.event_id,
        label: `${event.external_user_id ?? "–"} · ${format.dateTime(new Date(event.time), { dateStyle: "short", timeStyle: "short" })}`,
      }))}
      value={null}
      onChange={(id) => {
        const event = events.find((one) => one.event_id === id);
        if (!event) return;
        onChange({
          ...subject,
          externalUserId: event.external_user_id ?? "",
          eventProperties: JSON.stringify(event.properties, null, 2),
        });
      }}
    />
  );
}
