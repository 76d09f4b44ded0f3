"use client";

import {
  ActionIcon,
  Button,
  Checkbox,
  Collapse,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { IconChevronDown, IconX } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { ADVICE_CODES, OUTCOMES, type Outcome, type OutcomeRule } from "#lib/host/outcome-rules.ts";
import {
  BODY_TESTS,
  type BodyTestName,
  bodyOf,
  bodyTestOf,
  isStatus,
  statusOf,
  statusText,
  withFields,
  withOutcome,
} from "./outcome-rule-fields.ts";

type RuleProps = { rule: OutcomeRule; onChange: (rule: OutcomeRule) => void };

/** One rule: which answers it is for and what they mean; all that can be said beyond that on demand. */
export function OutcomeRuleRow({
  rule,
  number,
  onChange,
  onRemove,
}: RuleProps & { number: number; onRemove: () => void }) {
  const t = useTranslations("composer.options");
  const detailsId = useId();
  const [isOpen, setOpen] = useState(false);
  const [status, setStatus] = useState(() => statusText(rule.status));
  return (
    <Stack gap={4}>
      <Group gap="xs" align="flex-start">
        <TextInput
          aria-label={t("status", { number })}
          placeholder={rule.no_answer ? t("noAnswerShort") : "409, 4xx"}
          disabled={rule.no_answer === true}
          error={!isStatus(status) && t("statusWrong")}
          value={status}
          onChange={(event) => {
            setStatus(event.currentTarget.value);
            onChange(withFields(rule, { status: statusOf(event.currentTarget.value) }));
          }}
          w={110}
          styles={{ error: { whiteSpace: "nowrap" } }}
        />
        <Text size="sm" lh="2.125rem">
          {t("means")}
        </Text>
        <Select
          aria-label={t("outcome", { number })}
          data={OUTCOMES.map((outcome) => ({ value: outcome, label: t(`outcomes.${outcome}`) }))}
          value={rule.outcome}
          onChange={(outcome) => outcome && onChange(withOutcome(rule, outcome as Outcome))}
          allowDeselect={false}
          flex="1 1 10rem"
          maw={220}
        />
        <Group gap="xs" wrap="nowrap">
          <Button
            variant="subtle"
            size="compact-sm"
            aria-label={t("detailsOf", { number })}
            aria-expanded={isOpen}
            aria-controls={detailsId}
            rightSection={<IconChevronDown size={14} aria-hidden="true" />}
            onClick={() => setOpen(!isOpen)}
          >
            {t("details")}
          </Button>
          <ActionIcon aria-label={t("removeRule", { number })} onClick={onRemove}>
            <IconX size={15} aria-hidden="true" />
          </ActionIcon>
        </Group>
        {rule.body && !isOpen ? (
          <Text size="sm" c="dimmed">
            {t("onBody", { path: rule.body.path })}
          </Text>
        ) : null}
      </Group>
      <Collapse expanded={isOpen} id={detailsId}>
        {isOpen ? <Details rule={rule} onChange={onChange} /> : null}
      </Collapse>
    </Stack>
  );
}

function Details({ rule, onChange }: RuleProps) {
  const t = useTranslations("composer.options");
  const set = (fields: Parameters<typeof withFields>[1]) => onChange(withFields(rule, fields));
  return (
    <Stack gap="sm" p="sm" bg="var(--mantine-color-default-hover)" style={{ borderRadius: 6 }}>
      <BodyCondition rule={rule} onChange={onChange} />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        {rule.outcome === "wait" || rule.outcome === "halt" ? (
          <NumberInput
            label={t(rule.outcome === "wait" ? "waitSeconds" : "haltSeconds")}
            min={0}
            max={86_400}
            suffix=" s"
            value={rule.wait_seconds ?? ""}
            onChange={(value) => set({ wait_seconds: typeof value === "number" ? value : undefined })}
          />
        ) : null}
        {rule.outcome === "wait" ? (
          <TextInput
            label={t("waitPath")}
            placeholder="retryAfterSeconds"
            value={rule.wait_path ?? ""}
            onChange={(event) => set({ wait_path: event.currentTarget.value || undefined })}
          />
        ) : null}
        <TextInput
          label={t("clearAttribute")}
          description={t("clearAttributeText")}
          placeholder="push_token"
          value={rule.clear_attribute ?? ""}
          onChange={(event) => set({ clear_attribute: event.currentTarget.value || undefined })}
        />
        <Advice rule={rule} onChange={onChange} />
      </SimpleGrid>
      {rule.outcome === "halt" ? (
        <Checkbox
          label={t("untilMidnight")}
          checked={rule.until_midnight === true}
          onChange={(event) => set({ until_midnight: event.currentTarget.checked || undefined })}
        />
      ) : null}
      {rule.outcome === "done" ? (
        <Checkbox
          label={t("unverified")}
          checked={rule.unverified === true}
          onChange={(event) => set({ unverified: event.currentTarget.checked || undefined })}
        />
      ) : null}
      <Checkbox
        label={t("noAnswer")}
        checked={rule.no_answer === true}
        onChange={(event) => set({ no_answer: event.currentTarget.checked || undefined })}
      />
    </Stack>
  );
}

/** What the JSON body of the answer must say for the rule to hold. */
function BodyCondition({ rule, onChange }: RuleProps) {
  const t = useTranslations("composer.options");
  const { test, value } = rule.body ? bodyTestOf(rule.body) : { test: "equals" as const, value: "" };
  const path = rule.body?.path ?? "";
  // Kept as typed: "1." is on its way to a number.
  const [typed, setTyped] = useState(value);
  const set = (nextPath: string, nextTest: BodyTestName, nextValue: string) =>
    onChange(withFields(rule, { body: bodyOf(nextPath, nextTest, nextValue) }));
  return (
    <SimpleGrid cols={{ base: 1, xs: 3 }}>
      <TextInput
        label={t("bodyPath")}
        placeholder="error.code"
        value={path}
        onChange={(event) => set(event.currentTarget.value, test, typed)}
      />
      <Select
        label={t("bodyTest")}
        data={BODY_TESTS.map((name) => ({ value: name, label: t(`tests.${name}`) }))}
        value={test}
        onChange={(next) => next && set(path, next as BodyTestName, typed)}
        allowDeselect={false}
        disabled={path === ""}
      />
      {test === "equals" || test === "contains" ? (
        <TextInput
          label={t("bodyValue")}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            set(path, test, event.currentTarget.value);
          }}
          disabled={path === ""}
        />
      ) : null}
    </SimpleGrid>
  );
}

const OWN = "own";

/** What people are told to do about such an answer: one of the known texts, or words of one's own. */
function Advice({ rule, onChange }: RuleProps) {
  const t = useTranslations("composer.options");
  const words = useTranslations("advice");
  const isKnown = rule.advice === undefined || (ADVICE_CODES as readonly string[]).includes(rule.advice);
  const [isOwn, setOwn] = useState(!isKnown);
  const choose = (choice: string | null): void => {
    setOwn(choice === OWN);
    onChange(withFields(rule, { advice: choice === OWN || choice === null ? undefined : choice }));
  };
  return (
    <Stack gap={6}>
      <Select
        label={t("advice")}
        description={t("adviceText")}
        placeholder={t("adviceNone")}
        data={[
          { value: OWN, label: t("adviceOwn") },
          ...ADVICE_CODES.map((code) => ({ value: code as string, label: words(`codes.${code}`) })),
        ]}
        value={isOwn ? OWN : (rule.advice ?? null)}
        onChange={choose}
        searchable
        clearable
      />
      {isOwn ? (
        <TextInput
          aria-label={t("adviceOwn")}
          maxLength={300}
          value={rule.advice ?? ""}
          onChange={(event) => onChange(withFields(rule, { advice: event.currentTarget.value || undefined }))}
        />
      ) : null}
    </Stack>
  );
}
