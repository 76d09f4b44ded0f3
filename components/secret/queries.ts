import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { api } from "#components/api-client.ts";
import {
  type CreateSecretInput,
  type PatchSecret,
  type SecretView,
  secretListSchema,
  secretViewSchema,
} from "#lib/secret/schema.ts";

export const listSecrets = () => api(secretListSchema, "/secrets");

export const secretQueries = {
  all: ["secrets"] as const,
  list: () => queryOptions({ queryKey: secretQueries.all, queryFn: listSecrets }),
};

export const createSecret = (body: CreateSecretInput): Promise<SecretView> =>
  api(secretViewSchema, "/secrets", { method: "POST", body });

export const changeSecret = (id: string, body: PatchSecret): Promise<SecretView> =>
  api(secretViewSchema, `/secrets/${id}`, { method: "PATCH", body });

export const deleteSecret = (id: string): Promise<unknown> =>
  api(z.unknown(), `/secrets/${id}`, { method: "DELETE" });
