"use client";

import { ActionIcon, Button, Group, Popover, Select, Stack, Text, TextInput, Tooltip } from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { IconBookmarkPlus, IconChevronLeft, IconChevronRight, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { campaignQueries, deleteSample, saveSample } from "#components/campaign/queries.ts";
import { useCan } from "#components/shell/session.tsx";
import { notifyFailed } from "#components/ui/notify.tsx";
import { type PreviewSubject, subjectInput } from "./subject.ts";
import { useSamples } from "./use-samples.ts";

type SampleBarProps = {
  campaignId: string;
  subject: PreviewSubject;
  onChange: (subject: PreviewSubject) => void;
};

/** Samples kept with the campaign, and the way from one to the next (Alt P, Alt N). */
export function SampleBar({ campaignId, subject, onChange }: SampleBarProps) {
  const t = useTranslations("preview");
  const queryClient = useQueryClient();
  const mayWrite = useCan("campaigns.write");
  const samples = useSamples(campaignId, subject, onChange);
  useHotkeys(
    [
      ["alt+P", () => samples.go(-1)],
      ["alt+N", () => samples.go(1)],
    ],
    [],
    true,
  );
  const { current } = samples;
  const remove = useMutation({
    mutationFn: (id: string) => deleteSample(campaignId, id),
    onSuccess: () =>
      queryClient.invalidateQueries({ queryKey: campaignQueries.samples(campaignId).queryKey }),
    onError: (error) => notifyFailed(t("notRemoved"), error),
  });
  return (
    <Group gap={6} align="flex-end" wrap="nowrap">
      <Select
        label={t("sample")}
        placeholder={samples.samples.length === 0 ? t("noSamples") : t("chooseSample")}
        data={samples.samples.map(({ sample_id, name }) => ({ value: sample_id, label: name }))}
        value={current?.sample_id ?? null}
        onChange={(id) => {
          const chosen = samples.samples.find((sample) => sample.sample_id === id);
          if (chosen) samples.show(chosen);
        }}
        disabled={samples.samples.length === 0}
        style={{ flex: 1 }}
      />
      {current && mayWrite ? (
        <ActionIcon
          size="lg"
          variant="default"
          aria-label={t("remove", { name: current.name })}
          loading={remove.isPending}
          onClick={() => remove.mutate(current.sample_id)}
        >
          <IconTrash size={16} aria-hidden="true" />
        </ActionIcon>
      ) : null}
      {mayWrite ? <SaveSample campaignId={campaignId} subject={subject} /> : null}
      <Step label={t("previous")} keys="Alt P" onClick={() => samples.go(-1)}>
        <IconChevronLeft size={16} aria-hidden="true" />
      </Step>
      <Step label={t("next")} keys="Alt N" onClick={() => samples.go(1)}>
        <IconChevronRight size={16} aria-hidden="true" />
      </Step>
    </Group>
  );
}

type StepProps = { label: string; keys: string; onClick: () => void; children: React.ReactNode };

function Step({ label, keys, onClick, children }: StepProps) {
  return (
    <Tooltip label={`${label} (${keys})`}>
      <ActionIcon
        size="lg"
        variant="default"
        aria-label={label}
        aria-keyshortcuts={keys.replace(" ", "+")}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

function SaveSample({ campaignId, subject }: Omit<SampleBarProps, "onChange">) {
  const t = useTranslations("preview");
  const queryClient = useQueryClient();
  const [opened, popover] = useDisclosure();
  const [name, setName] = useState("");
  const save = useMutation({
    mutationFn: () => saveSample(campaignId, { name: name.trim(), subject: subjectInput(subject) }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: campaignQueries.samples(campaignId).queryKey });
      popover.close();
      setName("");
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (name.trim() !== "") save.mutate();
  }
  return (
    <Popover opened={opened} onChange={popover.toggle} trapFocus withArrow shadow="md" width={280}>
      <Popover.Target>
        <Tooltip label={t("save")}>
          <ActionIcon size="lg" variant="default" aria-label={t("save")} onClick={popover.toggle}>
            <IconBookmarkPlus size={16} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("save")}>
        <form onSubmit={submit}>
          <Stack gap="xs">
            <TextInput
              label={t("sampleName")}
              placeholder={t("sampleNameHint")}
              value={name}
              maxLength={100}
              onChange={(event) => setName(event.currentTarget.value)}
              error={save.error?.message}
              data-autofocus
            />
            <Text size="xs" c="dimmed">
              {t("saveText")}
            </Text>
            <Button type="submit" size="xs" loading={save.isPending} disabled={name.trim() === ""}>
              {t("saveNow")}
            </Button>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
