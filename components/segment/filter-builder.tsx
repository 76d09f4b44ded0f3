"use client";

import { ActionIcon, Button, Select, Text } from "@mantine/core";
import { QueryBuilderMantine } from "@react-querybuilder/mantine";
import { IconArrowDown, IconArrowUp, IconCopy, IconX } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import {
  type ActionProps,
  QueryBuilder,
  type RuleGroupType,
  type ShiftActionsProps,
  type ValueEditorProps,
  type VersatileSelectorProps,
} from "react-querybuilder";
import { problemOf } from "#components/ui/problem-of-issue.ts";
import { useProblemWords } from "#components/ui/use-problem-words.ts";
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
  /** The campaign whose audience this is: named as "this campaign". */
  campaignId?: string | undefined;
};

const HIDDEN = () => null;

/** Nested all / any / none groups of rules about people. Rows are added, moved and removed by buttons. */
export function FilterBuilder({ value, onChange, label, campaignId }: FilterBuilderProps) {
  const t = useTranslations("segments.builder");
  const names = useFilterNames(campaignId);
  const say = useProblemWords();
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
          controlElements={{
            operatorSelector: HIDDEN,
            valueEditor: LeafValue,
            combinatorSelector: NamedSelect,
            fieldSelector: NamedSelect,
            addRuleAction: TextAction,
            addGroupAction: TextAction,
            removeRuleAction: IconAction,
            removeGroupAction: IconAction,
            cloneRuleAction: IconAction,
            cloneGroupAction: IconAction,
            shiftActions: ShiftButtons,
          }}
          context={names}
          showShiftActions
          showCloneButtons
          translations={{
            addRule: button(t("addRule")),
            addGroup: button(t("addGroup")),
            removeRule: { label: <IconX size={15} aria-hidden="true" />, title: t("removeRule") },
            removeGroup: { label: <IconX size={15} aria-hidden="true" />, title: t("removeGroup") },
            cloneRule: { label: <IconCopy size={15} aria-hidden="true" />, title: t("copyRule") },
            cloneRuleGroup: { label: <IconCopy size={15} aria-hidden="true" />, title: t("copyGroup") },
            shiftActionUp: { label: <IconArrowUp size={15} aria-hidden="true" />, title: t("moveUp") },
            shiftActionDown: { label: <IconArrowDown size={15} aria-hidden="true" />, title: t("moveDown") },
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
          {t("incomplete")} {say(problemOf(issue)).message}
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

function TextAction({ label, title, className, handleOnClick }: ActionProps) {
  return (
    <Button variant="default" className={className} title={title} onClick={(event) => handleOnClick(event)}>
      {label}
    </Button>
  );
}

function IconAction({ label, title, className, handleOnClick }: ActionProps) {
  return (
    <ActionIcon size="lg" className={className} aria-label={title} onClick={(event) => handleOnClick(event)}>
      {label}
    </ActionIcon>
  );
}

function ShiftButtons({ className, labels, titles, shiftUp, shiftDown, ...rest }: ShiftActionsProps) {
  return (
    <div className={className}>
      <ActionIcon
        size="lg"
        aria-label={titles?.shiftUp}
        disabled={rest.shiftUpDisabled ?? false}
        onClick={() => shiftUp?.()}
      >
        {labels?.shiftUp}
      </ActionIcon>
      <ActionIcon
        size="lg"
        aria-label={titles?.shiftDown}
        disabled={rest.shiftDownDisabled ?? false}
        onClick={() => shiftDown?.()}
      >
        {labels?.shiftDown}
      </ActionIcon>
    </div>
  );
}

function NamedSelect({ options, value, title, className, handleOnChange }: VersatileSelectorProps) {
  // The lists given above are flat.
  const flat = options as readonly { name: string; label: string }[];
  return (
    <Select
      className={className ?? ""}
      aria-label={title ?? ""}
      data={flat.map((option) => ({ value: option.name, label: option.label }))}
      value={value ?? null}
      onChange={(next) => next && handleOnChange(next)}
      allowDeselect={false}
    />
  );
}
