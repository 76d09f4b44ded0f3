import { queryOptions } from "@tanstack/react-query";
import { api } from "#components/api-client.ts";
import {
  revealedSigningSchema,
  rotatedSigningSchema,
  signingViewSchema,
  workspaceSigningViewSchema,
} from "#lib/delivery/signing-keys.ts";

/** Whose keys: those of the workspace, or the own ones of a host. */
export type SigningOwner = { host: string } | "workspace";

const path = (owner: SigningOwner, action = ""): string =>
  `${owner === "workspace" ? "/workspace" : `/hosts/${encodeURIComponent(owner.host)}`}/signing${action}`;

export const signingQueries = {
  all: ["signing"] as const,
  workspace: () =>
    queryOptions({
      queryKey: [...signingQueries.all, "workspace"],
      queryFn: () => api(workspaceSigningViewSchema, path("workspace")),
    }),
  host: (host: string) =>
    queryOptions({
      queryKey: [...signingQueries.all, "host", host],
      queryFn: () => api(signingViewSchema, path({ host })),
    }),
};

export const rotateSigning = (
  owner: SigningOwner,
  input: { overlap_seconds: number; secret?: string | undefined },
) => api(rotatedSigningSchema, path(owner, "/rotate"), { method: "POST", body: input });

export const revealSigning = (owner: SigningOwner) =>
  api(revealedSigningSchema, path(owner, "/reveal"), { method: "POST", body: {} });
