"use client";

import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

/**
 * Keeps what a screen shows current: refetches the queries under `keys` whenever one of `topics` changes on the
 * server. While the stream is down the browser reconnects by itself.
 */
export function useLive(topics: readonly string[], keys: readonly QueryKey[]): void {
  const queryClient = useQueryClient();
  const wanted = topics.join(",");
  const serialKeys = JSON.stringify(keys);
  useEffect(() => {
    const source = new EventSource("/api/v1/live");
    source.onmessage = (message: MessageEvent<string>) => {
      const changed = message.data.split(",");
      if (!wanted.split(",").some((topic) => changed.includes(topic))) return;
      for (const queryKey of JSON.parse(serialKeys) as QueryKey[])
        void queryClient.invalidateQueries({ queryKey });
    };
    return () => source.close();
  }, [queryClient, wanted, serialKeys]);
}
