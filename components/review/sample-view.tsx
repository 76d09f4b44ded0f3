"use client";

import { ActionIcon, Alert, Group, SegmentedControl, Stack, Text, UnstyledButton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { parseAsInteger, parseAsStringLiteral, useQueryState } from "nuqs";
import { LineDiffView, SideBySideDiff } from "#components/diff/line-diff-view.tsx";
import { useShortcut } from "#components/shell/shortcuts.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { ToneBadge } from "#components/ui/status-badge.tsx";
import { useProblemWords } from "#components/ui/use-problem-words.ts";
import type { Sample } from "#lib/review/schema.ts";
import { diffLines } from "#lib/webhook/line-diff.ts";
import classes from "./review.module.css";

const LAYOUTS = ["together", "beside"] as const;
/** Below this, two columns of source text are unreadable. */
const WIDE = "(min-width: 64em)";

type SampleViewProps = {
  samples: readonly Sample[];
  /** Whether there is something approved or live to compare with. */
  compared: boolean;
};

/** The requests as they would leave, person by person, beside what was approved for the same person. */
export function SampleView({ samples, compared }: SampleViewProps) {
  const t = useTranslations("reviews");
  const [at, setAt] = useQueryState("sample", parseAsInteger.withDefault(1));
  const index = Math.min(Math.max(at, 1), samples.length) - 1;
  const step = (by: number): void =>
    void setAt(((((index + by) % samples.length) + samples.length) % samples.length) + 1);
  useShortcut(samples.length > 1 ? "j" : null, t("keys.nextSample"), () => step(1));
  useShortcut(samples.length > 1 ? "k" : null, t("keys.previousSample"), () => step(-1));
  const current = samples[index];
  if (!current) return <Text c="dimmed">{t("noSamples")}</Text>;
  return (
    <Stack gap="sm">
      <Group gap="xs" wrap="nowrap" align="center">
        <ActionIcon aria-label={t("keys.previousSample")} onClick={() => step(-1)}>
          <IconChevronLeft size={16} aria-hidden="true" />
        </ActionIcon>
        <fieldset className={classes.strip} style={{ flex: 1, minWidth: 0, border: 0, margin: 0 }}>
          <legend
            className="mantine-visually-hidden"
            style={{ position: "absolute", clipPath: "inset(50%)" }}
          >
            {t("samples")}
          </legend>
          {samples.map((sample, position) => (
            <SampleButton
              key={`${sample.message_id} ${sample.external_user_id ?? position}`}
              sample={sample}
              position={position + 1}
              pressed={position === index}
              onPress={() => void setAt(position + 1)}
            />
          ))}
        </fieldset>
        <ActionIcon aria-label={t("keys.nextSample")} onClick={() => step(1)}>
          <IconChevronRight size={16} aria-hidden="true" />
        </ActionIcon>
      </Group>
      <Shown sample={current} position={index + 1} count={samples.length} compared={compared} />
    </Stack>
  );
}

type SampleButtonProps = { sample: Sample; position: number; pressed: boolean; onPress: () => void };

function SampleButton({ sample, position, pressed, onPress }: SampleButtonProps) {
  const t = useTranslations("reviews");
  return (
    <UnstyledButton
      className={classes.sample}
      aria-pressed={pressed}
      data-failed={sample.request === null || undefined}
      onClick={onPress}
    >
      <Text size="sm" fw={550} truncate>
        {sample.external_user_id ?? t("somebody", { number: position })}
      </Text>
      <Text size="xs" c="dimmed" truncate>
        {sample.reasons.map((reason) => t(`reasons.${reason}`)).join(", ")}
      </Text>
    </UnstyledButton>
  );
}

type ShownProps = { sample: Sample; position: number; count: number; compared: boolean };

function Shown({ sample, position, count, compared }: ShownProps) {
  const say = useProblemWords();
  const t = useTranslations("reviews");
  const [chosen, setLayout] = useQueryState("layout", parseAsStringLiteral(LAYOUTS).withDefault("beside"));
  const isWide = useMediaQuery(WIDE, true);
  const layout = isWide ? chosen : "together";
  const before = sample.approved_request ? requestText(sample.approved_request) : null;
  const after = sample.request ? requestText(sample.request) : null;
  const changed = before !== null && after !== null && before !== after;
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs">
        <Text size="sm" role="status">
          {t("sampleOf", { position, count, message: sample.message_name })}
        </Text>
        <Group gap="xs">
          {compared ? <ChangeMark isNew={before === null} changed={changed} /> : null}
          {changed && isWide ? (
            <SegmentedControl
              size="xs"
              aria-label={t("layout")}
              value={layout}
              onChange={(next) => void setLayout(next as (typeof LAYOUTS)[number])}
              data={LAYOUTS.map((value) => ({ value, label: t(`layouts.${value}`) }))}
            />
          ) : null}
        </Group>
      </Group>
      {sample.error ? (
        <Alert color="red" title={t("wouldFail")}>
          {say(sample.error).message} {say(sample.error).hint}
        </Alert>
      ) : null}
      <Compared before={before} after={after} changed={changed} layout={layout} />
      {sample.warnings.length > 0 ? (
        <Stack component="ul" gap={2} m={0} pl="md">
          {sample.warnings.map((warning) => (
            <Text component="li" size="sm" key={`${warning.field} ${warning.message}`}>
              {say(warning).message}
            </Text>
          ))}
        </Stack>
      ) : null}
    </Stack>
  );
}

function ChangeMark({ isNew, changed }: { isNew: boolean; changed: boolean }) {
  const t = useTranslations("reviews.change");
  return (
    <ToneBadge tone={changed ? "info" : "idle"}>{t(isNew ? "new" : changed ? "changed" : "same")}</ToneBadge>
  );
}

type ComparedProps = {
  before: string | null;
  after: string | null;
  changed: boolean;
  layout: (typeof LAYOUTS)[number];
};

function Compared({ before, after, changed, layout }: ComparedProps) {
  const t = useTranslations("reviews");
  if (!changed || before === null || after === null) {
    return after === null ? null : (
      <CodeBlock label={t("proposedRequest")} code={after} wrap maxHeight={560} />
    );
  }
  if (layout === "together") {
    return (
      <div className={classes.change} data-change tabIndex={-1}>
        <LineDiffView label={t("bothRequests")} lines={diffLines(before, after)} />
      </div>
    );
  }
  return (
    <div className={classes.change} data-change tabIndex={-1}>
      <SideBySideDiff
        label={t("bothRequests")}
        before={t("approvedRequest")}
        after={t("proposedRequest")}
        lines={diffLines(before, after)}
      />
    </div>
  );
}

/** A request as it goes over the wire; JSON is indented, since spaces between values mean nothing. */
function requestText({ method, url, headers, body }: NonNullable<Sample["request"]>): string {
  const head = [`${method} ${url}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
  return body === null ? head.join("\n") : `${head.join("\n")}\n\n${indented(body)}`;
}

function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
