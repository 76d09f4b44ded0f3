"use client";

import { Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { ErrorSummary } from "#components/ui/form-errors.tsx";
import { useErrorDetails } from "#components/ui/use-error-details.ts";
import { accountCall } from "./account-client.ts";

/** E-mail and password. `next` is the page to go to afterwards, one of ours. */
export function SignInForm({ next }: { next: string }) {
  const t = useTranslations("auth");
  const read = useErrorDetails();
  const [busy, setBusy] = useState(false);
  const [problems, setProblems] = useState<string[]>([]);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    setBusy(true);
    try {
      await accountCall("sign-in/email", { email: values.get("email"), password: values.get("password") });
      // A full load, so that nothing cached for another person survives.
      window.location.assign(next);
    } catch (error) {
      setBusy(false);
      setProblems([explain(error)]);
    }
  }

  function explain(error: unknown): string {
    const { status, message } = read(error);
    if (status === 429) return t("signIn.tooMany");
    return status === 401 || status === 400 ? t("signIn.wrong") : message;
  }

  return (
    // Before the page is alive the browser sends the form itself; by POST a password stays out of the address.
    <form method="post" onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        <ErrorSummary title={t("signIn.failed")} messages={problems} />
        <TextInput
          name="email"
          type="email"
          label={t("fields.email")}
          autoComplete="username"
          required
          autoFocus
        />
        <PasswordInput
          name="password"
          label={t("fields.password")}
          autoComplete="current-password"
          required
        />
        <Button type="submit" fullWidth loading={busy}>
          {t("signIn.submit")}
        </Button>
        <Text size="sm" c="dimmed">
          {t("signIn.forgotten")}
        </Text>
      </Stack>
    </form>
  );
}
