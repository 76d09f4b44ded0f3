import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { api } from "#components/api-client.ts";
import {
  AuditLogPage,
  CreatedInvitation,
  type InviteInput,
  MemberList,
  MemberView,
  type WorkspacePatch,
  WorkspaceView,
} from "#lib/workspace/schema.ts";

export const settingsQueries = {
  members: () => queryOptions({ queryKey: ["members"], queryFn: () => api(MemberList, "/members") }),
  workspace: () => queryOptions({ queryKey: ["workspace"], queryFn: () => api(WorkspaceView, "/workspace") }),
  auditLog: (filter: {
    action: string | null;
    actor: string | null;
    subject_type: string | null;
    cursor: string | null;
  }) =>
    queryOptions({
      queryKey: ["audit_log", filter],
      queryFn: () => api(AuditLogPage, "/audit_log", { query: filter }),
      placeholderData: (previous) => previous,
    }),
};

export const inviteMember = (body: InviteInput) =>
  api(CreatedInvitation, "/members", { method: "POST", body });

export const withdrawInvitation = (id: string) =>
  api(z.unknown(), `/members/invitations/${encodeURIComponent(id)}`, { method: "DELETE" });

export const changeRole = (id: string, role: string) =>
  api(MemberView, `/members/${encodeURIComponent(id)}`, { method: "PATCH", body: { role } });

export const removeMember = (id: string) =>
  api(z.unknown(), `/members/${encodeURIComponent(id)}`, { method: "DELETE" });

export const changeWorkspace = (body: WorkspacePatch) =>
  api(WorkspaceView, "/workspace", { method: "PATCH", body });
