"use client";

import { ActionIcon, Group, JsonInput, Select, Stack, Tooltip } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconArrowsShuffle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { eventQueries } from "#components/event/queries.ts";
import { fullName } from "#components/profile/people-list.tsx";
import { peopleQueries } from "#components/profile/queries.ts";

export type PreviewSubject = { externalUserId: string; attributes: string; eventProperties: string };

type SubjectPickerProps = {
  subject: PreviewSubject;
  onChange: (subject: PreviewSubject) => void;
  /** Event whose recorded occurrences are offered; null where no event starts the message. */
  eventName: string | null;
};

/** For whom the request is shown: somebody real, somebody made up, or whoever did a recorded event. */
export function SubjectPicker({ subject, onChange, eventName }: SubjectPickerProps) {
  const t = useTranslations("composer");
  return (
    <Stack gap="xs">
      <PersonSelect subject={subject} onChange={onChange} />
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
      <JsonInput
        label={t("eventProperties")}
        value={subject.eventProperties}
        onChange={(eventProperties) => onChange({ ...subject, eventProperties })}
        validationError={t("notJson")}
        autosize
        minRows={2}
        maxRows={8}
        ff="monospace"
      />
    </Stack>
  );
}

function PersonSelect({ subject, onChange }: Omit<SubjectPickerProps, "eventName">) {
  const t = useTranslations("composer");
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, 200);
  const { data } = useQuery(peopleQueries.list({ search: search || null }));
  const people = data?.users ?? [];
  const options = people.map((person) => ({
    value: person.external_id,
    label: [fullName(person), person.external_id].filter(Boolean).join(" · "),
  }));
  const chosen = subject.externalUserId;
  if (chosen !== "" && !options.some(({ value }) => value === chosen))
    options.unshift({ value: chosen, label: chosen });
  function random() {
    const others = people.filter((person) => person.external_id !== chosen);
    const next = others[Math.floor(Math.random() * others.length)];
    if (next) onChange({ ...subject, externalUserId: next.external_id });
  }
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <Select
        label={t("person")}
        placeholder={t("madeUp")}
        data={options}
        value={chosen || null}
        onChange={(id) => onChange({ ...subject, externalUserId: id ?? "" })}
        onSearchChange={setTyped}
        filter={({ options: all }) => all}
        nothingFoundMessage={t("nobodyFound")}
        searchable
        clearable
        style={{ flex: 1 }}
      />
      <Tooltip label={t("randomPerson")}>
        <ActionIcon
          size="lg"
          variant="default"
          aria-label={t("randomPerson")}
          disabled={people.length === 0}
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
}: Omit<SubjectPickerProps, "eventName"> & { name: string }) {
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
