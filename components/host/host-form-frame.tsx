"use client";

import { Button, Group, Stack } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useCan } from "#components/shell/session.tsx";
import { ErrorSummary } from "#components/ui/form-errors.tsx";
import type { HostDetail, HostSettings } from "#lib/host/schema.ts";
import { type HostField, type HostForm, useHostForm } from "./use-host-form.ts";

export type HostFormPart = { form: HostForm; disabled: boolean };

type HostFormFrameProps = {
  host: HostDetail;
  /** The settings that this form saves. */
  parts: readonly (keyof HostSettings)[];
  /** The inputs that can show an error of the server. */
  fields: readonly HostField[];
  save: string;
  children: (part: HostFormPart) => ReactNode;
};

/** What the forms over a host's settings share: errors on top, the button below, read-only without the right. */
export function HostFormFrame({ host, parts, fields, save, children }: HostFormFrameProps) {
  const t = useTranslations("hosts");
  const allowed = useCan("hosts.write");
  const { form, submit, problems } = useHostForm(host, parts, fields);
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="lg">
        <ErrorSummary messages={problems} title={t("failed")} />
        {children({ form, disabled: !allowed })}
        {allowed ? (
          <Group justify="flex-end">
            <Button type="submit" loading={form.formState.isSubmitting}>
              {save}
            </Button>
          </Group>
        ) : null}
      </Stack>
    </form>
  );
}
