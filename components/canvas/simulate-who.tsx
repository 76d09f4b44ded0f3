"use client";

import {
  Autocomplete,
  Button,
  FileButton,
  Group,
  JsonInput,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Textarea,
} from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { peopleQueries } from "#components/profile/queries.ts";
import { listQueries } from "#components/segment/list-queries.ts";
import { segmentQueries } from "#components/segment/queries.ts";
import { MAX_SIMULATED } from "#lib/canvas/simulate-schema.ts";
import { pastedIds } from "./pasted-ids.ts";
import { useSimulation, type Who } from "./use-simulation.tsx";

/** Who goes through, and from when. */
export function WhoFields() {
  const t = useTranslations("journeySimulate");
  const { setup, change } = useSimulation();
  return (
    <Stack gap="xs">
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={t("who")}
        value={setup.who}
        onChange={(who) => change({ who: who as Who })}
        data={(["audience", "segment", "ids", "person", "made_up"] as const).map((value) => ({
          value,
          label: t(`whos.${value}`),
        }))}
      />
      {setup.who === "person" ? <PersonField /> : null}
      {setup.who === "segment" ? <GroupField /> : null}
      {setup.who === "ids" ? <IdsField /> : null}
      {setup.who === "audience" || setup.who === "segment" ? (
        <NumberInput
          label={t("howMany")}
          description={t("howManyText")}
          min={1}
          max={MAX_SIMULATED}
          allowDecimal={false}
          value={setup.count}
          onChange={(count) => typeof count === "number" && count >= 1 && change({ count })}
        />
      ) : null}
      {setup.who === "made_up" ? (
        <JsonInput
          label={t("attributes")}
          value={setup.attributes}
          onChange={(attributes) => change({ attributes })}
          validationError={t("notJson")}
          autosize
          minRows={2}
          maxRows={8}
          ff="monospace"
        />
      ) : null}
    </Stack>
  );
}

function PersonField() {
  const t = useTranslations("journeySimulate");
  const { setup, change } = useSimulation();
  const [search] = useDebouncedValue(setup.person, 200);
  const { data } = useQuery(peopleQueries.list({ search: search || null }));
  return (
    <Autocomplete
      label={t("person")}
      placeholder="u1"
      data={[...new Set(data?.users.map((user) => user.external_id) ?? [])]}
      filter={({ options }) => options}
      value={setup.person}
      onChange={(person) => change({ person })}
    />
  );
}

/** A saved cohort: a segment, or a list that was imported. */
function GroupField() {
  const t = useTranslations("journeySimulate");
  const { setup, change } = useSimulation();
  const segments = useQuery(segmentQueries.list());
  const lists = useQuery(listQueries.list());
  return (
    <Select
      label={t("group")}
      data={[
        {
          group: t("segments"),
          items: (segments.data ?? []).map(({ segment_id: id, name }) => ({
            value: `segment:${id}`,
            label: name,
          })),
        },
        {
          group: t("lists"),
          items: (lists.data ?? []).map(({ list_id: id, name }) => ({ value: `list:${id}`, label: name })),
        },
      ]}
      value={setup.group}
      onChange={(group) => change({ group })}
      searchable
    />
  );
}

/** People by id, pasted or from a file. Who does not exist is named and left out. */
function IdsField() {
  const t = useTranslations("journeySimulate");
  const { setup, change, query } = useSimulation();
  const count = pastedIds(setup.ids).length;
  const unknown = query.data?.unknown_user_ids ?? [];
  return (
    <Stack gap={6}>
      <Textarea
        label={t("ids")}
        description={t("idsText")}
        placeholder={"u1\nu2"}
        value={setup.ids}
        onChange={(event) => change({ ids: event.currentTarget.value })}
        autosize
        minRows={3}
        maxRows={8}
      />
      <Group gap="xs" justify="space-between">
        <Text size="xs" c={count > MAX_SIMULATED ? "var(--sb-warn)" : "dimmed"} role="status">
          {t(count > MAX_SIMULATED ? "tooManyIds" : "idCount", { count })}
        </Text>
        <FileButton
          accept=".csv,.txt,text/csv,text/plain"
          onChange={(file) => void file?.text().then((ids) => change({ ids }))}
        >
          {(props) => (
            <Button {...props} size="compact-sm" variant="default">
              {t("chooseFile")}
            </Button>
          )}
        </FileButton>
      </Group>
      {unknown.length > 0 ? (
        <Text size="xs" c="var(--sb-warn)">
          {t("unknownIds", { count: unknown.length, names: unknown.slice(0, 5).join(", ") })}
        </Text>
      ) : null}
    </Stack>
  );
}
