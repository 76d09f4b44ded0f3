"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { Button, Checkbox, PasswordInput, Select, Stack, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useForm } from "react-hook-form";
import type { z } from "zod";
import { applyApiErrors, ErrorSummary } from "#components/ui/form-errors.tsx";
import { timeZones } from "#components/ui/time-zones.ts";
import { useErrorDetails } from "#components/ui/use-error-details.ts";
import { SetupInput } from "#lib/workspace/schema.ts";
import { accountCall } from "./account-client.ts";

type Values = z.input<typeof SetupInput>;
const FIELDS = ["workspace_name", "name", "email", "password", "time_zone", "api_key"] as const;

/** First visit: one form, then inside. `asksForKey` where the API was used before anybody came. */
export function SetupForm({ sampleData, asksForKey }: { sampleData: boolean; asksForKey: boolean }) {
  const t = useTranslations("auth");
  const read = useErrorDetails();
  const [problems, setProblems] = useState<string[]>([]);
  const form = useForm<Values, unknown, SetupInput>({
    resolver: zodResolver(SetupInput),
    defaultValues: {
      workspace_name: "",
      name: "",
      email: "",
      password: "",
      time_zone: "UTC",
      sample_data: sampleData,
    },
  });
  const { register, formState, setValue, watch } = form;
  const { errors, isSubmitting } = formState;
  useEffect(
    () => setValue("time_zone", Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC"),
    [setValue],
  );

  async function submit(values: SetupInput) {
    setProblems([]);
    try {
      await accountCall("setup", values);
      window.location.assign("/");
      // Stays busy until the next page is there.
      await new Promise(() => {});
    } catch (error) {
      setProblems(applyApiErrors(form, read(error), FIELDS));
    }
  }

  return (
    <form method="post" noValidate onSubmit={(event) => void form.handleSubmit(submit)(event)}>
      <Stack gap="md">
        <ErrorSummary messages={problems} />
        <TextInput
          label={t("fields.workspaceName")}
          description={t("fields.workspaceNameHint")}
          autoComplete="organization"
          autoFocus
          error={errors.workspace_name && t("errors.workspaceName")}
          {...register("workspace_name")}
        />
        <TextInput
          label={t("fields.name")}
          autoComplete="name"
          error={errors.name && t("errors.name")}
          {...register("name")}
        />
        <TextInput
          label={t("fields.email")}
          type="email"
          autoComplete="username"
          error={errors.email && t("errors.email")}
          {...register("email")}
        />
        <PasswordInput
          label={t("fields.password")}
          description={t("fields.passwordHint")}
          autoComplete="new-password"
          error={errors.password && t("errors.password")}
          {...register("password")}
        />
        <Select
          label={t("fields.timeZone")}
          description={t("fields.timeZoneHint")}
          searchable
          data={timeZones(watch("time_zone"))}
          value={watch("time_zone") ?? null}
          onChange={(zone) => setValue("time_zone", zone ?? "UTC")}
          error={errors.time_zone && t("errors.timeZone")}
        />
        {asksForKey && (
          <PasswordInput
            label={t("fields.apiKey")}
            description={t("fields.apiKeyHint")}
            autoComplete="off"
            required
            error={errors.api_key && t("errors.apiKey")}
            {...register("api_key")}
          />
        )}
        <Checkbox
          label={t("setup.sampleData")}
          description={t("setup.sampleDataHint")}
          {...register("sample_data")}
        />
        <Button type="submit" fullWidth loading={isSubmitting}>
          {t("setup.submit")}
        </Button>
      </Stack>
    </form>
  );
}
