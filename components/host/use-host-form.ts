"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { type FieldPath, type UseFormReturn, useForm } from "react-hook-form";
import { applyApiErrors } from "#components/ui/form-errors.tsx";
import { notifyDone } from "#components/ui/notify.tsx";
import { useErrorDetails } from "#components/ui/use-error-details.ts";
import {
  type HostDetail,
  type HostSettings,
  type HostSettingsInput,
  hostSettingsSchema,
} from "#lib/host/schema.ts";
import { hostQueries, saveHost, settingsOf } from "./queries.ts";

export type HostField = FieldPath<HostSettingsInput>;
export type HostForm = UseFormReturn<HostSettingsInput, unknown, HostSettings>;

/**
 * A form over some of a host's settings; the others are saved as the server has them. `fields` are those that can show
 * an error of the server.
 */
export function useHostForm(
  host: HostDetail,
  parts: readonly (keyof HostSettings)[],
  fields: readonly HostField[],
) {
  const t = useTranslations("hosts");
  const read = useErrorDetails();
  const queryClient = useQueryClient();
  const [problems, setProblems] = useState<string[]>([]);
  const form: HostForm = useForm<HostSettingsInput, unknown, HostSettings>({
    defaultValues: settingsOf(host),
    resolver: zodResolver(hostSettingsSchema),
  });
  const submit = form.handleSubmit(async (values) => {
    setProblems([]);
    const changed = Object.fromEntries(parts.map((part) => [part, values[part]]));
    try {
      const answer = await saveHost(host.host, { ...settingsOf(host), ...changed });
      queryClient.setQueryData(hostQueries.one(host.host).queryKey, answer);
      form.reset(settingsOf(answer));
      await queryClient.invalidateQueries({ queryKey: hostQueries.all });
      notifyDone(t("saved"));
    } catch (error) {
      setProblems(applyApiErrors(form as never, read(error), fields as never));
    }
  });
  return { form, submit, problems };
}
