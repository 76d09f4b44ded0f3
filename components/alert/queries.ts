import { queryOptions } from "@tanstack/react-query";
import { api } from "#components/api-client.ts";
import { type AlertSettings, alertListSchema, alertSettingsSchema } from "#lib/alert/schema.ts";

export const alertQueries = {
  list: () =>
    queryOptions({
      queryKey: ["alerts"],
      queryFn: () => api(alertListSchema, "/alerts"),
      refetchInterval: 15_000,
    }),
  settings: () =>
    queryOptions({
      queryKey: ["alert-settings"],
      queryFn: () => api(alertSettingsSchema, "/alerts/settings"),
    }),
};

export const acknowledgeAlert = (id: string) =>
  api(alertListSchema, `/alerts/${encodeURIComponent(id)}/acknowledge`, { method: "POST", body: {} });

export const saveAlertSettings = (settings: AlertSettings) =>
  api(alertSettingsSchema, "/alerts/settings", { method: "PUT", body: settings });
