import { QueryCache, QueryClient } from "@tanstack/react-query";
import { errorDetails } from "#components/ui/error-details.ts";

const MAX_RETRIES = 2;

/** Fired on `window` when the server says that the session is over. */
export const SIGNED_OUT_EVENT = "signalbox:signed-out";

/** Queries stay fresh for a moment, and only what may pass by itself is tried again. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: announceSignOut }),
    defaultOptions: {
      queries: { staleTime: 10_000, refetchOnWindowFocus: true, retry: shouldRetry },
      mutations: { retry: false },
    },
  });
}

/** No answer (0) and 5xx may pass; a 4xx will be the same next time. */
function shouldRetry(failureCount: number, error: unknown): boolean {
  const { status } = errorDetails(error);
  return failureCount < MAX_RETRIES && status !== null && (status === 0 || status >= 500);
}

function announceSignOut(error: unknown): void {
  if (errorDetails(error).status === 401 && typeof window !== "undefined") {
    window.dispatchEvent(new Event(SIGNED_OUT_EVENT));
  }
}
