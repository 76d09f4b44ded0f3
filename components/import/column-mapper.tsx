"use client";

import { Autocomplete, Select, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { SectionCard } from "#components/ui/section-card.tsx";
import { CELL_TYPES, type CellType, type ColumnMapping, type ImportColumn } from "#lib/import/schema.ts";
import { STANDARD_ATTRIBUTES } from "#lib/profile/schema.ts";

type ColumnMapperProps = {
  columns: ImportColumn[];
  mapping: ColumnMapping[];
  onChange: (mapping: ColumnMapping[]) => void;
};

/** Where each column of the file goes and how its cells are read. */
export function ColumnMapper({ columns, mapping, onChange }: ColumnMapperProps) {
  const t = useTranslations("imports");
  const entryOf = (column: number) => mapping.find((entry) => entry.column === column);
  function change(column: ImportColumn, next: Partial<ColumnMapping>) {
    const before = entryOf(column.column) ?? {
      column: column.column,
      target: "",
      type: column.guess?.type ?? ("text" as const),
    };
    const entry = { ...before, ...next };
    const others = mapping.filter((other) => other.column !== column.column);
    onChange([...others, ...(entry.target === "" ? [] : [entry])].toSorted((a, b) => a.column - b.column));
  }
  const tableColumns: DataTableColumn<ImportColumn>[] = [
    { id: "heading", header: t("heading"), cell: (row) => row.heading || `${row.column + 1}`, primary: true },
    {
      id: "samples",
      header: t("samples"),
      cell: (row) => (
        <Text size="sm" c="dimmed" maw={260} truncate>
          {row.samples.join(" · ") || t("noSamples")}
        </Text>
      ),
      hideBelow: "sm",
    },
    {
      id: "target",
      header: t("target"),
      cell: (row) => (
        <Autocomplete
          aria-label={t("targetOf", { column: row.heading })}
          placeholder={t("leftOut")}
          data={["external_id", ...STANDARD_ATTRIBUTES]}
          value={entryOf(row.column)?.target ?? ""}
          onChange={(target) => change(row, { target: target.trim() })}
          clearable
          miw={150}
        />
      ),
    },
    {
      id: "type",
      header: t("type"),
      cell: (row) => (
        <Select
          aria-label={t("typeOf", { column: row.heading })}
          data={CELL_TYPES.map((type) => ({ value: type, label: t(`types.${type}`) }))}
          value={entryOf(row.column)?.type ?? "text"}
          onChange={(type) => type && change(row, { type: type as CellType })}
          disabled={!entryOf(row.column) || entryOf(row.column)?.target === "external_id"}
          allowDeselect={false}
          miw={150}
        />
      ),
    },
  ];
  return (
    <SectionCard title={t("columns")} description={t("columnsText")} flush>
      <DataTable
        caption={t("columns")}
        columns={tableColumns}
        rows={columns}
        rowId={(row) => String(row.column)}
        minWidth={460}
      />
    </SectionCard>
  );
}
