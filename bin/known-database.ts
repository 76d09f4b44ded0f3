/** Which database an installation uses: the one that is named, or the embedded one of its data folder. */
import { resolve } from "node:path";
import { Failure } from "./failure.ts";
import { notedUrl } from "./postgres.ts";
import type { StartSettings } from "./start-settings.ts";

/** The address of the database. Throws a Failure when there is none yet. */
export function databaseUrl({
  databaseUrl: given,
  dataDirectory,
}: Pick<StartSettings, "databaseUrl" | "dataDirectory">): string {
  const url = given ?? notedUrl(dataDirectory);
  if (url) return url;
  throw new Failure(
    `${resolve(dataDirectory)} holds no database, and DATABASE_URL is not set.`,
    "Run npm start once, or set DATABASE_URL.",
  );
}
