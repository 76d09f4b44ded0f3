"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { Scope } from "#lib/workspace/permissions.ts";
import type { SessionView } from "#lib/workspace/schema.ts";

const SessionContext = createContext<SessionView | null>(null);

/** Carries who is signed in, as the server saw it when it made the page. */
export function SessionProvider({ session, children }: { session: SessionView; children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** The signed-in person, their workspace and scopes. */
export function useSession(): SessionView {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession needs the workspace layout above it.");
  return session;
}

/** Whether to offer an action. The server decides again when it is used. */
export function useCan(scope: Scope): boolean {
  const { scopes } = useSession();
  return scopes.includes("*") || scopes.includes(scope);
}
