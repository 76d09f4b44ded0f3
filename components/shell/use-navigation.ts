"use client";

import { useMemo } from "react";
import { NAVIGATION, type NavigationGroup } from "./navigation.ts";
import { useSession } from "./session.tsx";

/** The rail as this person may see it. */
export function useNavigation(): NavigationGroup[] {
  const { scopes } = useSession();
  return useMemo(() => {
    const may = (scope: string | undefined) => !scope || scopes.includes("*") || scopes.includes(scope);
    return NAVIGATION.map((group) => ({
      ...group,
      items: group.items.filter((item) => may(item.scope)),
    })).filter((group) => group.items.length > 0);
  }, [scopes]);
}
