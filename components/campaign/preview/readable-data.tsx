"use client";

import { Text, UnstyledButton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useInsertTarget } from "#components/template/insert-target.tsx";
import { notifyDone } from "#components/ui/notify.tsx";
import type { PreviewAnswer } from "#lib/campaign/preview-schema.ts";
import classes from "./preview-panel.module.css";

/** Everything Liquid can read for this person; a click puts it where the caret was last. */
export function ReadableData({ answer }: { answer: PreviewAnswer }) {
  const t = useTranslations("preview");
  const target = useInsertTarget();
  const rows = readable(answer);
  function insert(path: string) {
    const liquid = `{{${path}}}`;
    if (target.hasField()) return target.insert(liquid);
    void navigator.clipboard?.writeText(liquid);
    notifyDone(t("copied", { liquid }));
  }
  if (rows.length === 0) return <Text c="dimmed">{t("noData")}</Text>;
  return (
    <section className={classes.data} aria-label={t("data")}>
      <Text size="xs" c="dimmed" mb={4}>
        {t("dataText")}
      </Text>
      {rows.map(([path, value]) => (
        <UnstyledButton
          key={path}
          className={classes.value}
          onClick={() => insert(path)}
          title={t("insert", { path })}
        >
          <span className={classes.path}>{path}</span>
          <span className={classes.example}>{JSON.stringify(value)}</span>
        </UnstyledButton>
      ))}
    </section>
  );
}

/** Paths as Liquid writes them, with their values. */
function readable(answer: PreviewAnswer): [string, unknown][] {
  const under = (prefix: string, values: Record<string, unknown>): [string, unknown][] =>
    Object.entries(values).map(([name, value]) => [`${prefix}\${${name}}`, value]);
  const { profile, event } = answer;
  return [
    ...(profile ? ([["${user_id}", profile.external_id]] as [string, unknown][]) : []),
    ...under("", profile?.attributes ?? {}),
    ...(profile?.time_zone ? ([["${time_zone}", profile.time_zone]] as [string, unknown][]) : []),
    ...under("custom_attribute.", profile?.custom_attributes ?? {}),
    ...under("event_properties.", event?.properties ?? {}),
    ...under("api_trigger_properties.", answer.trigger_properties),
  ];
}
