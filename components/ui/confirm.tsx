"use client";

import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { modals } from "@mantine/modals";
import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useState } from "react";
import { ErrorState } from "./error-state.tsx";

type ConfirmOptions = {
  /** Names the thing and the count: "Stop and drop 1,204 waiting sends". */
  title: string;
  /** What will happen, and whether it can be undone. */
  body: ReactNode;
  /** The verb on the button: "Stop campaign". */
  confirmLabel: string;
  danger?: boolean;
  /** Must be typed before the button works. For actions that cannot be undone on much data. */
  typeToConfirm?: string;
  /** Runs while the dialog stays open and busy; a throw is shown inside it. */
  onConfirm: () => unknown;
};

/** Asks before acting. Call it from an event handler; focus returns to the button afterwards. */
export function confirmAction(options: ConfirmOptions): void {
  const modalId = modals.open({
    title: options.title,
    size: "md",
    children: <ConfirmBody {...options} onDone={() => modals.close(modalId)} />,
  });
}

function ConfirmBody(props: ConfirmOptions & { onDone: () => void }) {
  const t = useTranslations("ui");
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const ready = props.typeToConfirm === undefined || typed.trim() === props.typeToConfirm;

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await props.onConfirm();
      props.onDone();
    } catch (caught) {
      setError(caught);
      setBusy(false);
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        <Text component="div">{props.body}</Text>
        {props.typeToConfirm === undefined ? null : (
          <TextInput
            label={t("confirm.type", { text: props.typeToConfirm })}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
          />
        )}
        {error === null ? null : <ErrorState error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onDone} disabled={busy}>
            {t("confirm.cancel")}
          </Button>
          <Button
            type="submit"
            color={props.danger ? "red" : "signal"}
            loading={busy}
            disabled={!ready}
            {...(props.typeToConfirm === undefined ? { "data-autofocus": true } : {})}
          >
            {props.confirmLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
