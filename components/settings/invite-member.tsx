"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { Alert, Button, Group, Modal, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "react-hook-form";
import type { z } from "zod";
import { useSession } from "#components/shell/session.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { applyApiErrors, ErrorSummary } from "#components/ui/form-errors.tsx";
import { useErrorDetails } from "#components/ui/use-error-details.ts";
import { mayAssignRole, ROLES } from "#lib/workspace/permissions.ts";
import { type CreatedInvitation, InviteInput } from "#lib/workspace/schema.ts";
import { inviteMember } from "./queries.ts";

type Created = z.output<typeof CreatedInvitation>;

/** Dialog that makes a one-time link and shows it, once. */
export function InviteMember({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useTranslations("settings");
  const shell = useTranslations("shell");
  const [created, setCreated] = useState<Created | null>(null);

  function close() {
    setCreated(null);
    onClose();
  }

  return (
    <Modal
      opened={opened}
      onClose={close}
      closeOnClickOutside={created === null}
      title={created ? t("members.linkTitle", { email: created.email }) : t("members.inviteTitle")}
      closeButtonProps={{ "aria-label": shell("close") }}
    >
      {created ? (
        <LinkShown path={created.accept_path} onDone={close} />
      ) : (
        <InviteForm onCreated={setCreated} />
      )}
    </Modal>
  );
}

function InviteForm({ onCreated }: { onCreated: (invitation: Created) => void }) {
  const t = useTranslations("settings");
  const read = useErrorDetails();
  const auth = useTranslations("auth");
  const { user } = useSession();
  const queryClient = useQueryClient();
  const [problems, setProblems] = useState<string[]>([]);
  const form = useForm<z.input<typeof InviteInput>, unknown, InviteInput>({
    resolver: zodResolver(InviteInput),
    defaultValues: { email: "", role: "marketer" },
  });
  const { errors, isSubmitting } = form.formState;

  async function submit(values: InviteInput) {
    setProblems([]);
    try {
      const invitation = await inviteMember(values);
      await queryClient.invalidateQueries({ queryKey: ["members"] });
      onCreated(invitation);
    } catch (error) {
      setProblems(applyApiErrors(form, read(error), ["email", "role"]));
    }
  }

  return (
    <form noValidate onSubmit={(event) => void form.handleSubmit(submit)(event)}>
      <Stack gap="md">
        <Text c="dimmed">{t("members.inviteBody")}</Text>
        <ErrorSummary messages={problems} />
        <TextInput
          label={auth("fields.email")}
          type="email"
          autoComplete="off"
          data-autofocus
          error={errors.email && auth("errors.email")}
          {...form.register("email")}
        />
        <Radio.Group
          label={t("members.role")}
          value={form.watch("role")}
          onChange={(role) => form.setValue("role", role as InviteInput["role"])}
          error={errors.role?.message}
        >
          <Stack gap="xs" mt={4}>
            {ROLES.filter((role) => mayAssignRole(user.role, role)).map((role) => (
              <Radio
                key={role}
                value={role}
                label={t(`roles.${role}`)}
                description={t(`roleHints.${role}`)}
              />
            ))}
          </Stack>
        </Radio.Group>
        <Group justify="flex-end">
          <Button type="submit" loading={isSubmitting}>
            {t("members.inviteSubmit")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function LinkShown({ path, onDone }: { path: string; onDone: () => void }) {
  const t = useTranslations("settings");
  const link = `${window.location.origin}${path}`;
  return (
    <Stack gap="md">
      <Alert color="yellow" variant="light">
        {t("members.linkBody")}
      </Alert>
      <CodeBlock code={link} label={t("members.linkCopy")} wrap withCopy={false} />
      <Group justify="flex-end" gap="xs">
        <CopyButton value={link} label={t("members.linkCopy")} />
        <Button onClick={onDone}>{t("members.done")}</Button>
      </Group>
    </Stack>
  );
}
