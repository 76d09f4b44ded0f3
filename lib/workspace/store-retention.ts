import { prisma } from "#lib/platform/db.ts";

/** The settings of every workspace: maintenance is the one job that crosses them. */
export async function allWorkspaceSettings(): Promise<{ id: string; settings: unknown }[]> {
  return prisma().workspace.findMany({ select: { id: true, settings: true }, orderBy: { id: "asc" } });
}
