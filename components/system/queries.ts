import { queryOptions } from "@tanstack/react-query";
import { api } from "#components/api-client.ts";
import { systemViewSchema } from "#lib/workspace/system-schema.ts";

export const systemQueries = {
  state: () =>
    queryOptions({
      queryKey: ["system"],
      queryFn: () => api(systemViewSchema, "/system"),
      refetchInterval: 5_000,
    }),
};
