"use client";

import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo } from "react";
import { eventQueries } from "#components/event/queries.ts";
import { useCanvasState } from "./canvas-store.ts";
import { useCommands } from "./commands.tsx";
import { scopeAt } from "./scope.ts";

/** Variables that a template may read at this step, each with the step it comes from. */
export function useScope(stepId: string): { name: string; detail?: string }[] {
  const { title } = useCommands();
  // Whatever is typed may change it, so it must not keep anybody from typing.
  const document = useDeferredValue(useCanvasState((state) => state.document));
  const names = useQuery(eventQueries.names());
  return useMemo(() => {
    const propertiesOf = (event: string) =>
      Object.keys(names.data?.find((entry) => entry.name === event)?.properties ?? {});
    return scopeAt(document, stepId, propertiesOf).map(({ name, from }) => ({
      name,
      ...(from === null ? {} : { detail: title(from) }),
    }));
  }, [document, stepId, names.data, title]);
}
