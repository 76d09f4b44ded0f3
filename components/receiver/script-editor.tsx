"use client";

import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  NumberInput,
  Select,
  Stack,
  Text,
  Textarea,
} from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ErrorState } from "#components/ui/error-state.tsx";
import { notifyDone } from "#components/ui/notify.tsx";
import type { ReceiverScript, ReceiverView, ScriptedAnswer } from "#lib/receiver/schema.ts";
import { vendorOf } from "#lib/receiver/vendors/vendors.ts";
import { receiverQueries, saveReceiver } from "./queries.ts";
import { headersOf, textOf } from "./script-headers.ts";

const OK: ScriptedAnswer = { status: 200, delay_ms: 0, headers: {}, body: null, fill_bytes: 0, drop: false };

/** Faults that any service may have. */
const FAULTS = {
  wrong_type: {
    ...OK,
    status: 502,
    headers: { "content-type": "text/html" },
    body: "<html><body>Bad Gateway</body></html>",
  },
  broken_json: { ...OK, headers: { "content-type": "application/json" }, body: '{"id": ' },
  huge_body: { ...OK, fill_bytes: 5 * 1024 * 1024 },
  slow: { ...OK, delay_ms: 20_000 },
  reset: { ...OK, drop: true },
  redirect: { ...OK, status: 302, headers: { location: "http://169.254.169.254/" }, body: "" },
  retry_after: {
    ...OK,
    status: 429,
    headers: { "retry-after": "5" },
    body: '{"message":"Too many requests."}',
  },
} satisfies Record<string, ScriptedAnswer>;
type Fault = keyof typeof FAULTS;

/** How the receiver answers: one answer after the other, and how many it takes in a while. */
export function ScriptEditor({ receiver, readOnly }: { receiver: ReceiverView; readOnly: boolean }) {
  const t = useTranslations("receivers");
  const queryClient = useQueryClient();
  const [script, setScript] = useState<ReceiverScript>(receiver.script);
  const save = useMutation({
    mutationFn: () => saveReceiver(receiver.receiver_id, { script }),
    onSuccess: async () => {
      notifyDone(t("script.saved"));
      await queryClient.invalidateQueries({ queryKey: receiverQueries.all });
    },
  });
  const { answers, rate_limit: limit } = script;
  const change = (index: number, part: Partial<ScriptedAnswer>) =>
    setScript({ ...script, answers: answers.map((one, at) => (at === index ? { ...one, ...part } : one)) });
  return (
    <fieldset disabled={readOnly} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
      <Stack gap="sm">
        {save.error ? <ErrorState error={save.error} title={t("failed")} /> : null}
        {answers.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t(receiver.vendor ? "script.asVendor" : "script.always200")}
          </Text>
        ) : null}
        {answers.map((answer, index) => (
          <AnswerRow
            // biome-ignore lint/suspicious/noArrayIndexKey: answers have no identity but their place
            key={index}
            number={index + 1}
            answer={answer}
            onChange={(part) => change(index, part)}
            onRemove={() => setScript({ ...script, answers: answers.filter((_, at) => at !== index) })}
          />
        ))}
        <Group gap="xs">
          <Button
            variant="default"
            leftSection={<IconPlus size={15} aria-hidden="true" />}
            onClick={() => setScript({ ...script, answers: [...answers, OK] })}
          >
            {t("script.add")}
          </Button>
          <Select
            aria-label={t("script.fault")}
            placeholder={t("script.fault")}
            data={Object.keys(FAULTS).map((name) => ({
              value: name,
              label: t(`script.faults.${name as Fault}`),
            }))}
            value={null}
            onChange={(name) =>
              name && setScript({ ...script, answers: [...answers, FAULTS[name as Fault]] })
            }
          />
          <Presets
            receiver={receiver}
            onChoose={(answer) => setScript({ ...script, answers: [...answers, answer] })}
          />
        </Group>
        {answers.length > 1 ? (
          <Select
            label={t("script.atEnd")}
            allowDeselect={false}
            data={[
              { value: "repeat_last", label: t("script.repeatLast") },
              { value: "loop", label: t("script.loop") },
            ]}
            value={script.at_end}
            onChange={(value) => setScript({ ...script, at_end: value as ReceiverScript["at_end"] })}
          />
        ) : null}
        <Checkbox
          label={t("script.limit")}
          checked={limit !== null}
          onChange={(event) =>
            setScript({
              ...script,
              rate_limit: event.currentTarget.checked ? { requests: 5, per_seconds: 1 } : null,
            })
          }
        />
        {limit ? (
          <Group grow>
            <NumberInput
              label={t("script.requests")}
              min={1}
              value={limit.requests}
              onChange={(value) =>
                setScript({ ...script, rate_limit: { ...limit, requests: Number(value) } })
              }
            />
            <NumberInput
              label={t("script.perSeconds")}
              min={0.1}
              value={limit.per_seconds}
              onChange={(value) =>
                setScript({ ...script, rate_limit: { ...limit, per_seconds: Number(value) } })
              }
            />
          </Group>
        ) : null}
        <Group justify="flex-end">
          <Button onClick={() => save.mutate()} loading={save.isPending}>
            {t("script.save")}
          </Button>
        </Group>
      </Stack>
    </fieldset>
  );
}

/** Answers in the vendor's own words. */
function Presets({
  receiver,
  onChoose,
}: {
  receiver: ReceiverView;
  onChoose: (answer: ScriptedAnswer) => void;
}) {
  const t = useTranslations("receivers");
  const scenarios = vendorOf(receiver.vendor)?.scenarios ?? {};
  const names = Object.keys(scenarios);
  if (names.length === 0) return null;
  return (
    <Select
      aria-label={t("script.scenario")}
      placeholder={t("script.scenario")}
      data={names.map((name) => ({
        value: name,
        label: `${scenarios[name]?.status} · ${name.replaceAll("_", " ")}`,
      }))}
      value={null}
      onChange={(name) => {
        const scenario = name ? scenarios[name] : undefined;
        if (!scenario) return;
        const body = typeof scenario.body === "string" ? scenario.body : JSON.stringify(scenario.body);
        onChoose({ ...OK, status: scenario.status, headers: { ...scenario.headers }, body });
      }}
    />
  );
}

type AnswerRowProps = {
  number: number;
  answer: ScriptedAnswer;
  onChange: (part: Partial<ScriptedAnswer>) => void;
  onRemove: () => void;
};

function AnswerRow({ number, answer, onChange, onRemove }: AnswerRowProps) {
  const t = useTranslations("receivers");
  const [open, setOpen] = useState(
    answer.body !== null || Object.keys(answer.headers).length > 0 || answer.fill_bytes > 0,
  );
  return (
    <Stack gap={6}>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <NumberInput
          label={t("script.status", { number })}
          min={200}
          max={599}
          value={answer.status}
          onChange={(value) => onChange({ status: Number(value) })}
        />
        <NumberInput
          label={t("script.delay")}
          min={0}
          max={30_000}
          step={100}
          value={answer.delay_ms}
          onChange={(value) => onChange({ delay_ms: Number(value) })}
        />
        <ActionIcon aria-label={t("script.remove", { number })} onClick={onRemove} mb={4}>
          <IconX size={16} />
        </ActionIcon>
      </Group>
      <Group gap="md">
        <Checkbox
          size="xs"
          label={t("script.drop")}
          checked={answer.drop}
          onChange={(event) => onChange({ drop: event.currentTarget.checked })}
        />
        <Button variant="subtle" size="compact-xs" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t("script.more")}
        </Button>
      </Group>
      {open ? (
        <>
          <Textarea
            label={t("script.headers")}
            description={t("script.headersText")}
            placeholder="Retry-After: 5"
            autosize
            defaultValue={textOf(answer.headers)}
            onChange={(event) => onChange({ headers: headersOf(event.currentTarget.value) })}
          />
          <NumberInput
            label={t("script.fill")}
            min={0}
            max={20 * 1024 * 1024}
            step={1024}
            value={answer.fill_bytes}
            onChange={(value) => onChange({ fill_bytes: Number(value) })}
          />
          <Textarea
            label={t("script.body")}
            autosize
            maxRows={8}
            value={answer.body ?? ""}
            onChange={(event) => onChange({ body: event.currentTarget.value || null })}
          />
        </>
      ) : null}
    </Stack>
  );
}
