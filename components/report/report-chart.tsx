"use client";

import { useTranslations } from "next-intl";
import { OutcomeBars } from "#components/ui/outcome-bars.tsx";
import type { ReportRow } from "#lib/analytics/schema.ts";

const SHOWN = 10;

/** The busiest rows as bars, for the eye; the table below has every number. */
export function ReportChart({ rows }: { rows: readonly ReportRow[] }) {
  const t = useTranslations("reports");
  const data = rows.slice(0, SHOWN).map((row) => ({ ...row, label: shortened(row.name) }));
  return (
    <div aria-hidden="true">
      <OutcomeBars rows={data} nameOf={(outcome) => t(outcome)} />
    </div>
  );
}

const MAX_LABEL = 26;

function shortened(name: string): string {
  return name.length <= MAX_LABEL ? name : `${name.slice(0, MAX_LABEL - 1)}…`;
}
