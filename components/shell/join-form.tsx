"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { applyApiErrors, ErrorSummary } from "#components/ui/form-errors.tsx";
import { useErrorDetails } from "#components/ui/use-error-details.ts";
import { AcceptInvitationInput } from "#lib/workspace/schema.ts";
import { accountCall } from "./account-client.ts";

/** Makes the account of somebody who was invited. */
export function JoinForm({ token, email }: { token: string; email: string }) {
  const t = useTranslations("auth");
  const read = useErrorDetails();
  const [problems, setProblems] = useState<string[]>([]);
  const form = useForm({
    resolver: zodResolver(AcceptInvitationInput),
    defaultValues: { token, name: "", password: "" },
  });
  const { errors, isSubmitting } = form.formState;

  async function submit(values: AcceptInvitationInput) {
    setProblems([]);
    try {
      await accountCall("accept-invitation", values);
      window.location.assign("/");
      await new Promise(() => {});
    } catch (error) {
      setProblems(applyApiErrors(form, read(error), ["name", "password"]));
    }
  }

  return (
    <form method="post" noValidate onSubmit={(event) => void form.handleSubmit(submit)(event)}>
      <Stack gap="md">
        <ErrorSummary messages={problems} />
        <TextInput label={t("fields.email")} value={email} autoComplete="username" readOnly />
        <TextInput
          label={t("fields.name")}
          autoComplete="name"
          autoFocus
          error={errors.name && t("errors.name")}
          {...form.register("name")}
        />
        <PasswordInput
          label={t("fields.password")}
          description={t("fields.passwordHint")}
          autoComplete="new-password"
          error={errors.password && t("errors.password")}
          {...form.register("password")}
        />
        <Button type="submit" fullWidth loading={isSubmitting}>
          {t("invite.submit")}
        </Button>
      </Stack>
    </form>
  );
}
