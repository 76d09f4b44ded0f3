"use client";

import { ActionIcon, Title, Tooltip } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useCan } from "#components/shell/session.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { notifyDone, notifyFailed } from "#components/ui/notify.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { InvitationView } from "#lib/workspace/schema.ts";
import { withdrawInvitation } from "./queries.ts";

/** Links that were made and not used yet. */
export function InvitationList({ invitations }: { invitations: InvitationView[] }) {
  const t = useTranslations("settings");
  const mayWrite = useCan("members.write");
  return (
    <div>
      <Title order={3} mb="xs">
        {t("invitations.title")}
      </Title>
      <DataTable
        caption={t("invitations.caption")}
        rows={invitations}
        rowId={(invitation) => invitation.invitation_id}
        columns={[
          { id: "email", header: t("invitations.email"), cell: (invitation) => invitation.email },
          { id: "role", header: t("members.role"), cell: (invitation) => t(`roles.${invitation.role}`) },
          {
            id: "status",
            header: t("invitations.status"),
            cell: (invitation) => <StatusBadge status={invitation.status} />,
          },
          {
            id: "ends",
            header: t("invitations.ends"),
            hideBelow: "sm",
            cell: (invitation) => <RelativeTime value={invitation.expires_at} />,
          },
        ]}
        {...(mayWrite
          ? { rowActions: (invitation: InvitationView) => <WithdrawButton invitation={invitation} /> }
          : {})}
      />
    </div>
  );
}

function WithdrawButton({ invitation }: { invitation: InvitationView }) {
  const t = useTranslations("settings");
  const queryClient = useQueryClient();
  const { email } = invitation;

  async function withdraw() {
    try {
      await withdrawInvitation(invitation.invitation_id);
      notifyDone(t("invitations.withdrawn", { email }));
    } catch (error) {
      notifyFailed(t("members.failed"), error);
    }
    await queryClient.invalidateQueries({ queryKey: ["members"] });
  }

  return (
    <Tooltip label={t("invitations.withdraw", { email })}>
      <ActionIcon aria-label={t("invitations.withdraw", { email })} onClick={() => void withdraw()}>
        <IconX size={16} aria-hidden="true" />
      </ActionIcon>
    </Tooltip>
  );
}
