"use client";

import { Alert, Button, Group, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { useErrorDetails } from "#components/ui/use-error-details.ts";
import classes from "./composer.module.css";
import type { useAutosave } from "./use-autosave.ts";

type SaveBarProps = { autosave: ReturnType<typeof useAutosave> };

/** Why the draft is not saved, and what the author can do about it. */
export function SaveBar({ autosave }: SaveBarProps) {
  return (
    <>
      <Older autosave={autosave} />
      <Conflict autosave={autosave} />
      <Failed autosave={autosave} />
    </>
  );
}

/** Somebody else saved meanwhile: the author decides whose version goes on. */
function Conflict({ autosave }: SaveBarProps) {
  const t = useTranslations("composer.conflict");
  const { state } = autosave;
  if (state.kind !== "conflict") return null;
  return (
    <Bar
      actions={
        <>
          <Button variant="default" onClick={() => void autosave.takeTheirs()}>
            {t("theirs")}
          </Button>
          <Button onClick={() => void autosave.saver.keepMine(state.revision)}>{t("mine")}</Button>
        </>
      }
    >
      {t("text", { name: state.by })} <RelativeTime value={state.at} />
    </Bar>
  );
}

function Failed({ autosave }: SaveBarProps) {
  const t = useTranslations("composer.notSaved");
  const detailsOf = useErrorDetails();
  const { state } = autosave;
  if (state.kind !== "failed") return null;
  const { message, errors } = detailsOf(state.error);
  return (
    <Bar
      actions={
        <Button variant="default" onClick={() => void autosave.save()}>
          {t("again")}
        </Button>
      }
    >
      {t("failed", { reason: message })} {errors[0]?.hint} {t(state.repeats ? "repeats" : "kept")}
    </Bar>
  );
}

/** An earlier visit ended before it was saved, and somebody saved since. */
function Older({ autosave }: SaveBarProps) {
  const t = useTranslations("composer.older");
  if (autosave.older.draft === null) return null;
  return (
    <Bar
      actions={
        <>
          <Button variant="default" onClick={() => autosave.older.settle(false)}>
            {t("drop")}
          </Button>
          <Button onClick={() => autosave.older.settle(true)}>{t("use")}</Button>
        </>
      }
    >
      {t("text")}
    </Bar>
  );
}

function Bar({ children, actions }: { children: ReactNode; actions: ReactNode }) {
  return (
    <Alert color="yellow" role="alert" mb="md" className={classes.saveBar ?? ""}>
      <Group justify="space-between">
        <Text size="sm">{children}</Text>
        <Group gap="xs">{actions}</Group>
      </Group>
    </Alert>
  );
}
