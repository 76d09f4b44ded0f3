"use client";

import { Alert, Group, Select, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { DateTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import {
  ENCODINGS,
  type FileDelimiter,
  type FileEncoding,
  type ImportView as Import,
} from "#lib/import/schema.ts";

const DELIMITERS: Readonly<Record<string, "comma" | "semicolon" | "tab" | "bar">> = {
  ",": "comma",
  ";": "semicolon",
  "\t": "tab",
  "|": "bar",
};

type FileFactsProps = {
  data: Import;
  /** Reads the file as something else; null once it is too late. */
  onReadAs: ((choice: { encoding?: FileEncoding; delimiter?: FileDelimiter }) => void) | null;
};

/** What the file was taken for, what had to be assumed, and how to have it read otherwise. */
export function FileFacts({ data, onReadAs }: FileFactsProps) {
  const t = useTranslations("imports");
  const delimiter = DELIMITERS[data.delimiter] ?? "comma";
  const facts: [string, React.ReactNode][] = [
    [t("fileSize"), t("size", { kilobytes: Math.max(1, Math.round(data.bytes / 1024)) })],
    ...(onReadAs
      ? []
      : ([
          [t("encoding"), data.encoding.toUpperCase()],
          [t("delimiter"), t(`delimiters.${delimiter}`)],
        ] satisfies [string, React.ReactNode][])),
    [t("by"), data.created_by ?? "–"],
    [t("started"), data.started_at ? <DateTime key="started" value={data.started_at} /> : "–"],
    [t("ended"), data.finished_at ? <DateTime key="ended" value={data.finished_at} /> : "–"],
  ];
  return (
    <SectionCard title={t("file")}>
      <Stack gap="md">
        <SimpleGrid component="dl" cols={{ base: 2, sm: 3, lg: 6 }} m={0} spacing="sm">
          {facts.map(([name, value]) => (
            <div key={name}>
              <Text component="dt" size="xs" c="dimmed">
                {name}
              </Text>
              <Text component="dd" m={0} size="sm">
                {value}
              </Text>
            </div>
          ))}
        </SimpleGrid>
        {onReadAs ? (
          <Group gap="md">
            <Select
              label={t("encoding")}
              data={ENCODINGS.map((value) => ({ value, label: t(`encodings.${value}`) }))}
              value={data.encoding}
              onChange={(encoding) => encoding && onReadAs({ encoding: encoding as FileEncoding })}
              allowDeselect={false}
              w={{ base: "100%", xs: 260 }}
            />
            <Select
              label={t("delimiter")}
              data={Object.entries(DELIMITERS).map(([value, name]) => ({
                value,
                label: t(`delimiters.${name}`),
              }))}
              value={data.delimiter}
              onChange={(value) =>
                value && onReadAs({ delimiter: value === "\t" ? "tab" : (value as FileDelimiter) })
              }
              allowDeselect={false}
              w={{ base: "100%", xs: 200 }}
            />
          </Group>
        ) : null}
        {data.assumed.length > 0 ? (
          <Alert
            color="yellow"
            icon={<IconInfoCircle size={18} />}
            title={t("assumedTitle")}
            styles={{ title: { color: "var(--sb-warn)" } }}
          >
            {data.assumed.map((code) => (
              <Text key={code} size="sm">
                {t.has(`assumed.${code}` as "assumed.delimiter")
                  ? t(`assumed.${code}` as "assumed.delimiter")
                  : code}
              </Text>
            ))}
          </Alert>
        ) : null}
      </Stack>
    </SectionCard>
  );
}
