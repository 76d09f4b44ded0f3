import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { api } from "#components/api-client.ts";

const eventNamesSchema = z.object({
  event_names: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      last_seen_at: z.string(),
      properties: z.record(z.string(), z.object({ type: z.string(), example: z.unknown() })),
    }),
  ),
});

export const eventQueries = {
  names: () =>
    queryOptions({
      queryKey: ["events", "names"],
      queryFn: async () => (await api(eventNamesSchema, "/events/names")).event_names,
      staleTime: 30_000,
    }),
};
