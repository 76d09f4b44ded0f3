"use client";

import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

type Listener = (topics: readonly string[]) => void;

const listeners = new Set<Listener>();
let source: EventSource | null = null;

/** One stream per tab, however many parts of the screen listen: browsers allow few connections to one server. */
function listen(listener: Listener): () => void {
  listeners.add(listener);
  if (source === null) {
    source = new EventSource("/api/v1/live");
    source.onmessage = (message: MessageEvent<string>) => {
      const topics = message.data.split(",");
      for (const each of listeners) each(topics);
    };
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    source?.close();
    source = null;
  };
}

/**
 * Keeps what a screen shows current: refetches the queries under `keys` whenever one of `topics` changes on the
 * server. While the stream is down the browser reconnects by itself.
 */
export function useLive(topics: readonly string[], keys: readonly QueryKey[]): void {
  const queryClient = useQueryClient();
  const wanted = topics.join(",");
  const serialKeys = JSON.stringify(keys);
  useEffect(
    () =>
      listen((changed) => {
        if (!wanted.split(",").some((topic) => changed.includes(topic))) return;
        for (const queryKey of JSON.parse(serialKeys) as QueryKey[])
          void queryClient.invalidateQueries({ queryKey });
      }),
    [queryClient, wanted, serialKeys],
  );
}
