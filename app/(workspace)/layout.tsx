import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { RAIL_COOKIE } from "#components/shell/rail-cookie.ts";
import { WorkspaceShell } from "#components/shell/workspace-shell.tsx";
import { newId } from "#lib/platform/id.ts";
import { contextFromSession, describeSession, setupNeeded } from "#lib/workspace/service.ts";

/** The gate: everything inside has a session and a workspace. */
export default async function WorkspaceLayout({ children }: { children: ReactNode }) {
  const [head, jar] = await Promise.all([headers(), cookies()]);
  const context = await contextFromSession(head, newId(), new Date());
  if (!context) {
    if (await setupNeeded()) redirect("/setup");
    const path = head.get("x-signalbox-path");
    redirect(path && path !== "/" ? `/sign-in?next=${encodeURIComponent(path)}` : "/sign-in");
  }
  return (
    <WorkspaceShell
      session={await describeSession(context)}
      railCollapsed={jar.get(RAIL_COOKIE)?.value === "collapsed"}
    >
      {children}
    </WorkspaceShell>
  );
}
