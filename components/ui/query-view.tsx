"use client";

import type { ReactNode } from "react";
import { ErrorState } from "./error-state.tsx";
import { ListSkeleton } from "./skeletons.tsx";

type QueryViewProps<T> = {
  /** Result of `useQuery`. Data already there stays on screen while it is fetched again. */
  query: { data: T | undefined; error: unknown; refetch: () => unknown };
  /** Layout of the final content; a plain list by default. */
  skeleton?: ReactNode;
  /** What could not be loaded, for the error panel. */
  errorTitle?: ReactNode;
  /** Shown instead of the children when `isEmpty(data)`. */
  empty?: ReactNode;
  isEmpty?: (data: T) => boolean;
  children: (data: T) => ReactNode;
};

/** The loading, error, empty and filled states of one query. */
export function QueryView<T>({ query, skeleton, errorTitle, empty, isEmpty, children }: QueryViewProps<T>) {
  const { data, error } = query;
  if (data !== undefined) {
    if (empty !== undefined && (isEmpty ?? isEmptyList)(data)) return empty;
    return children(data);
  }
  if (error) return <ErrorState error={error} title={errorTitle} onRetry={() => void query.refetch()} />;
  return skeleton ?? <ListSkeleton />;
}

function isEmptyList(data: unknown): boolean {
  return Array.isArray(data) && data.length === 0;
}
