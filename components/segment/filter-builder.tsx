"use client";

import { Text } from "@mantine/core";
import { QueryBuilderMantine } from "@react-querybuilder/mantine";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { QueryBuilder, type RuleGroupType, type ValueEditorProps } from "react-querybuilder";
import { type FilterGroup, type FilterLeaf, GROUP_OPERATORS } from "#lib/segment/filter.ts";
import { filterTreeSchema } from "#lib/segment/schema.ts";
import classes from "./filter-builder.module.css";
import { fromRules, RULE_KINDS, starterLeaf, toRules } from "./filter-rules.ts";
import { LeafEditor } from "./leaf-editor.tsx";
import { type FilterNames, useFilterNames } from "./use-filter-names.ts";

type FilterBuilderProps = {
  value: FilterGroup;
  onChange: (value: FilterGroup) => void;
  /** Name of the whole, for screen readers. */
  label: string;
};

const HIDDEN = () => null;

/** Nested all / any / none groups of rules about people. Rows are added, moved and removed by buttons. */
export function FilterBuilder({ value, onChange, label }: FilterBuilderProps) {
  const t = useTranslations("segments.builder");
  const names = useFilterNames();
  const issue = useMemo(() => filterTreeSchema.safeParse(value).error?.issues[0], [value]);
  const button = (text: string) => ({ label: text, title: text });
  return (
    <section aria-label={label} className={classes.builder}>
      <QueryBuilderMantine>
        <QueryBuilder
          query={toRules(value)}
          onQueryChange={(query) => {
            const next = fromRules(query as RuleGroupType);
            if (JSON.stringify(next) !== JSON.stringify(value)) onChange(next);
          }}
          fields={RULE_KINDS.map((kind) => ({ name: kind, label: t(`kinds.${kind}`) }))}
          combinators={GROUP_OPERATORS.map((op) => ({ name: op, label: t(`groups.${op}`) }))}
          getDefaultValue={(rule) => starterLeaf(rule.field)}
          controlElements={{ operatorSelector: HIDDEN, valueEditor: LeafValue }}
          context={names}
          showShiftActions
          showCloneButtons
          translations={{
            addRule: button(t("addRule")),
            addGroup: button(t("addGroup")),
            removeRule: { label: "✕", title: t("removeRule") },
            removeGroup: { label: "✕", title: t("removeGroup") },
            cloneRule: { label: "⧉", title: t("copyRule") },
            cloneRuleGroup: { label: "⧉", title: t("copyGroup") },
            shiftActionUp: { label: "↑", title: t("moveUp") },
            shiftActionDown: { label: "↓", title: t("moveDown") },
            combinators: { title: t("groupKind") },
            fields: {
              title: t("ruleKind"),
              placeholderLabel: "",
              placeholderGroupLabel: "",
              placeholderName: "",
            },
          }}
          accessibleDescriptionGenerator={({ path }) =>
            path.length === 0 ? label : t("groupAt", { place: path.map((at) => at + 1).join(".") })
          }
        />
      </QueryBuilderMantine>
      {value.filters.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("everybody")}
        </Text>
      ) : null}
      {issue ? (
        <Text size="sm" c="var(--sb-warn)" role="status">
          {t("incomplete")} {issue.message}
        </Text>
      ) : null}
    </section>
  );
}

function LeafValue({ value, handleOnChange, context }: ValueEditorProps) {
  const leaf = value as FilterLeaf | undefined;
  if (!leaf || typeof leaf !== "object") return null;
  return <LeafEditor leaf={leaf} onChange={handleOnChange} names={context as FilterNames} />;
}
