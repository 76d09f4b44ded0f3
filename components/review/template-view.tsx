"use client";

import { Stack, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { SectionCard } from "#components/ui/section-card.tsx";
import { ToneBadge } from "#components/ui/status-badge.tsx";
import { type ContentMessage, fieldText, messageFields } from "#lib/review/messages.ts";
import { canonicalJson } from "#lib/webhook/value-diff.ts";
import { CommentableLines } from "./commentable-lines.tsx";
import { messagesOf, type OtherText, otherTexts, type ShownContent } from "./content.ts";
import { partName } from "./field-words.ts";

/** What the author wrote, message by message and step by step, with what changed since it was approved. */
export function TemplateView({
  proposed,
  baseline,
}: {
  proposed: ShownContent;
  baseline: ShownContent | null;
}) {
  const t = useTranslations("reviews");
  const messages = messagesOf(proposed);
  const before = new Map((baseline ? messagesOf(baseline) : []).map((message) => [message.id, message]));
  const steps = otherTexts(proposed);
  const oldSteps = new Map((baseline ? otherTexts(baseline) : []).map((step) => [step.id, step]));
  const known = new Set([...messages.map(({ id }) => id), ...steps.map(({ id }) => id)]);
  const gone = [...before.values(), ...oldSteps.values()].filter(({ id }) => !known.has(id));
  return (
    <Stack gap="md">
      {messages.length === 0 ? <Text c="dimmed">{t("noMessages")}</Text> : null}
      {messages.map((message) => (
        <MessageCard
          key={message.id}
          message={message}
          before={before.get(message.id) ?? null}
          compared={baseline !== null}
        />
      ))}
      {steps.map((step) => (
        <StepCard
          key={step.id}
          step={step}
          before={oldSteps.get(step.id) ?? null}
          compared={baseline !== null}
        />
      ))}
      {gone.map(({ id, name }) => (
        <SectionCard
          key={id}
          title={name ?? t("contract")}
          actions={<ToneBadge tone="bad">{t("removed")}</ToneBadge>}
        >
          {null}
        </SectionCard>
      ))}
      <Blocks proposed={proposed} baseline={baseline} />
    </Stack>
  );
}

type MessageCardProps = { message: ContentMessage; before: ContentMessage | null; compared: boolean };

function MessageCard({ message, before, compared }: MessageCardProps) {
  const t = useTranslations("reviews");
  const old = new Map((before ? messageFields(before.webhook) : []).map(({ part, text }) => [part, text]));
  const now = messageFields(message.webhook);
  const parts = new Set(now.map(({ part }) => part));
  const gone = [...old].filter(([part]) => !parts.has(part));
  const same = before !== null && canonicalJson(before.webhook) === canonicalJson(message.webhook);
  return (
    <SectionCard
      title={message.name}
      actions={compared ? <ChangeBadge state={before === null ? "new" : same ? "same" : "changed"} /> : null}
    >
      <Stack gap="sm">
        {now.map(({ part, text }) => (
          <CommentableLines
            key={part}
            label={partName(t, part)}
            field={`${message.field}.${part}`}
            before={before ? (old.get(part) ?? "") : null}
            after={text}
          />
        ))}
        {gone.map(([part, text]) => (
          <CommentableLines
            key={part}
            label={partName(t, part)}
            field={`${message.field}.${part}`}
            before={text}
            after=""
          />
        ))}
      </Stack>
    </SectionCard>
  );
}

function StepCard({
  step,
  before,
  compared,
}: {
  step: OtherText;
  before: OtherText | null;
  compared: boolean;
}) {
  const t = useTranslations("reviews");
  const state = before === null ? "new" : before.text === step.text ? "same" : "changed";
  return (
    <SectionCard title={step.name ?? t("contract")} actions={compared ? <ChangeBadge state={state} /> : null}>
      <CommentableLines
        label={step.name === null ? t("contractText") : t("stepText")}
        field={step.field}
        before={before?.text ?? null}
        after={step.text}
      />
    </SectionCard>
  );
}

/** Content blocks that messages include: they leave as part of them. */
function Blocks({ proposed, baseline }: { proposed: ShownContent; baseline: ShownContent | null }) {
  const t = useTranslations("reviews");
  return Object.entries(proposed.content_blocks).map(([name, source]) => (
    <SectionCard key={name} title={t("block", { name })}>
      <CommentableLines
        label={t("blockText")}
        field={`content_blocks.${name}`}
        before={baseline ? fieldText(baseline.content_blocks[name] ?? "") : null}
        after={source}
      />
    </SectionCard>
  ));
}

function ChangeBadge({ state }: { state: "new" | "same" | "changed" }) {
  const t = useTranslations("reviews.change");
  return <ToneBadge tone={state === "same" ? "idle" : "info"}>{t(state)}</ToneBadge>;
}
