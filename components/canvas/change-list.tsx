"use client";

import { Group, Stack, Table, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { ToneBadge } from "#components/ui/status-badge.tsx";
import type { CanvasChange } from "#lib/canvas/publish-schema.ts";
import { durationWords } from "./step-words.ts";

const TONES = { added: "ok", removed: "bad", changed: "info", setting: "idle" } as const;

/** What differs between two versions: steps and settings, each with what was and what is. */
export function ChangeList({ changes }: { changes: readonly CanvasChange[] }) {
  const t = useTranslations("journeyPublish");
  const kinds = useTranslations("journeys.kinds");
  if (changes.length === 0) return <Text c="dimmed">{t("noChanges")}</Text>;
  return (
    <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: "none" }}>
      {changes.map((change) => (
        <li key={`${change.kind} ${change.step ?? change.text}`}>
          <Group gap="xs" align="baseline">
            <ToneBadge tone={TONES[change.kind]}>{t(`changeKinds.${change.kind}`)}</ToneBadge>
            {change.step ? (
              <Text size="sm" fw={600}>
                {change.step_name ?? (change.step_type ? kinds(change.step_type as "message") : change.step)}
              </Text>
            ) : null}
          </Group>
          {change.details.length > 0 ? <Details change={change} /> : null}
        </li>
      ))}
    </Stack>
  );
}

type Detail = CanvasChange["details"][number];

function Details({ change }: { change: CanvasChange }) {
  const t = useTranslations("journeyPublish");
  const nameOf = useFieldWords();
  const wordsOf = useValueWords();
  return (
    <Table.ScrollContainer minWidth={320}>
      <Table verticalSpacing={4} style={{ tableLayout: "fixed", overflowWrap: "anywhere" }}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="30%">{t("field")}</Table.Th>
            <Table.Th>{t("before")}</Table.Th>
            <Table.Th>{t("after")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {change.details.map((detail) => (
            <Table.Tr key={detail.field}>
              <Table.Td>{nameOf(detail.field)}</Table.Td>
              <Table.Td>
                <Text size="sm" component="del" c="var(--sb-bad)" td="none">
                  {wordsOf(detail, detail.before)}
                </Text>
              </Table.Td>
              <Table.Td>
                <Text size="sm" component="ins" c="var(--sb-ok)" td="none">
                  {wordsOf(detail, detail.after)}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** What a field is called on the screen; a place in a list is counted from one. Fields of bodies keep their names. */
function useFieldWords(): (field: string) => string {
  const t = useTranslations("journeyPublish");
  return (field) => {
    const place = /\.(\d+)(?=\.|$)/.exec(field)?.[1];
    const key = field.replaceAll(/\.\d+(?=\.|$)/g, "").replaceAll(".", "_") as "next";
    if (!t.has(`fields.${key}`)) return field;
    return place === undefined
      ? t(`fields.${key}`)
      : t("fieldNumber", { field: t(`fields.${key}`), number: Number(place) + 1 });
  };
}

function useValueWords(): (detail: Detail, value: string | null) => string {
  const t = useTranslations("journeyPublish");
  const words = useTranslations("journeys");
  return ({ field }, value) => {
    if (value === null) return t("nothing");
    if (value === "true" || value === "false") return t(`truth.${value}`);
    return field.endsWith("seconds") && Number.isFinite(Number(value))
      ? durationWords(words, Number(value))
      : value;
  };
}
