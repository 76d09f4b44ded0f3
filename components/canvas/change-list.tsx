"use client";

import { Group, Stack, Table, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { ToneBadge } from "#components/ui/status-badge.tsx";
import type { CanvasChange } from "#lib/canvas/publish-schema.ts";

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

function Details({ change }: { change: CanvasChange }) {
  const t = useTranslations("journeyPublish");
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
              <Table.Td>{detail.field}</Table.Td>
              <Table.Td>
                <Text size="sm" component="del" c="var(--sb-bad)" td="none">
                  {detail.before}
                </Text>
              </Table.Td>
              <Table.Td>
                <Text size="sm" component="ins" c="var(--sb-ok)" td="none">
                  {detail.after}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
