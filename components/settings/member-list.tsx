"use client";

import { ActionIcon, Button, Select, Stack, Text, Tooltip } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { parseAsBoolean, useQueryState } from "nuqs";
import { useCan, useSession } from "#components/shell/session.tsx";
import { confirmAction } from "#components/ui/confirm.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { notifyDone, notifyFailed } from "#components/ui/notify.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { TableSkeleton } from "#components/ui/skeletons.tsx";
import { mayAssignRole, ROLES } from "#lib/workspace/permissions.ts";
import type { MemberView } from "#lib/workspace/schema.ts";
import { InvitationList } from "./invitation-list.tsx";
import { InviteMember } from "./invite-member.tsx";
import { changeRole, removeMember, settingsQueries } from "./queries.ts";
import { RoleMatrix } from "./role-matrix.tsx";

/** Who is in the workspace, who was asked, and what each role may do. */
export function MemberList() {
  const t = useTranslations("settings");
  const query = useQuery(settingsQueries.members());
  const mayWrite = useCan("members.write");
  const [inviting, setInviting] = useQueryState("invite", parseAsBoolean.withDefault(false));
  const columns = useColumns(mayWrite);
  return (
    <Stack gap={0}>
      <SectionCard
        title={t("tabs.members")}
        description={t("members.description")}
        actions={
          mayWrite ? (
            <Button
              leftSection={<IconPlus size={15} aria-hidden="true" />}
              onClick={() => void setInviting(true)}
            >
              {t("members.invite")}
            </Button>
          ) : null
        }
      >
        <QueryView query={query} skeleton={<TableSkeleton rows={3} columns={3} />}>
          {({ members, invitations }) => (
            <Stack gap="md">
              <DataTable
                caption={t("members.caption")}
                columns={columns}
                rows={members}
                rowId={(member) => member.member_id}
                {...(mayWrite
                  ? { rowActions: (member: MemberView) => <RemoveButton member={member} /> }
                  : {})}
              />
              {invitations.length > 0 ? <InvitationList invitations={invitations} /> : null}
            </Stack>
          )}
        </QueryView>
      </SectionCard>
      <RoleMatrix />
      <InviteMember opened={inviting} onClose={() => void setInviting(null)} />
    </Stack>
  );
}

function useColumns(mayWrite: boolean): DataTableColumn<MemberView>[] {
  const t = useTranslations("settings");
  const { user } = useSession();
  return [
    {
      id: "name",
      header: t("members.name"),
      sortValue: (member) => member.name,
      cell: (member) => (
        <>
          <Text size="sm" fw={550}>
            {member.name}{" "}
            {member.user_id === user.user_id ? (
              <Text span c="dimmed">
                ({t("members.you")})
              </Text>
            ) : null}
          </Text>
          <Text size="xs" c="dimmed">
            {member.email}
          </Text>
        </>
      ),
    },
    {
      id: "role",
      header: t("members.role"),
      cell: (member) =>
        mayWrite && mayAssignRole(user.role, member.role) ? (
          <RoleSelect member={member} />
        ) : (
          t(`roles.${member.role}`)
        ),
    },
    {
      id: "joined",
      header: t("members.joined"),
      hideBelow: "sm",
      sortValue: (member) => member.created_at,
      cell: (member) => <RelativeTime value={member.created_at} />,
    },
  ];
}

function RoleSelect({ member }: { member: MemberView }) {
  const t = useTranslations("settings");
  const { user } = useSession();
  const queryClient = useQueryClient();
  const roles = ROLES.filter((role) => mayAssignRole(user.role, role));

  async function change(role: string) {
    try {
      await changeRole(member.member_id, role);
      notifyDone(t("members.roleChanged", { name: member.name, role: t(`roles.${role}`) }));
    } catch (error) {
      notifyFailed(t("members.failed"), error);
    }
    await queryClient.invalidateQueries({ queryKey: ["members"] });
  }

  return (
    <Select
      aria-label={t("members.roleOf", { name: member.name })}
      w={160}
      allowDeselect={false}
      data={roles.map((role) => ({ value: role, label: t(`roles.${role}`) }))}
      value={member.role}
      onChange={(role) => void (role && role !== member.role && change(role))}
    />
  );
}

function RemoveButton({ member }: { member: MemberView }) {
  const t = useTranslations("settings");
  const { user } = useSession();
  const queryClient = useQueryClient();
  const { name } = member;
  if (member.user_id === user.user_id || !mayAssignRole(user.role, member.role)) return null;

  function remove() {
    confirmAction({
      title: t("members.removeTitle", { name }),
      body: t("members.removeBody", { name }),
      confirmLabel: t("members.removeConfirm"),
      danger: true,
      onConfirm: async () => {
        await removeMember(member.member_id);
        await queryClient.invalidateQueries({ queryKey: ["members"] });
        notifyDone(t("members.removed", { name }));
      },
    });
  }

  return (
    <Tooltip label={t("members.remove", { name })}>
      <ActionIcon aria-label={t("members.remove", { name })} onClick={remove}>
        <IconTrash size={16} aria-hidden="true" />
      </ActionIcon>
    </Tooltip>
  );
}
