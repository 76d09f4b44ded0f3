/** Writes app/api/openapi/route-modules.ts: the list of API routes, which no bundler can read from the folders. */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "..");
const FOLDER = "app/api/v1";
const FILE = join(ROOT, "app/api/openapi/route-modules.ts");
/** Describes the others, so it cannot be among them. */
const SELF = "openapi.json";

/** Folders under app/api/v1 that answer requests, such as `campaigns/[campaignId]/launch`. */
export function routeFolders(): string[] {
  return globSync("**/route.ts", { cwd: join(ROOT, FOLDER) })
    .map((file) => file.replaceAll("\\", "/").replace(/\/?route\.ts$/, ""))
    .filter((folder) => folder !== SELF && !folder.includes("[..."))
    .toSorted();
}

/** The list as source text. */
export function routeModulesSource(folders: readonly string[]): string {
  const imports = folders.map(
    (folder) => `import * as ${nameOf(folder)} from "#${FOLDER}/${folder}/route.ts";`,
  );
  const entries = folders.map((folder) => `  "/${folder}": ${nameOf(folder)},`);
  return [
    "/** Every route of the API by its folder. Written by `npm run routes`; do not edit. */",
    ...imports,
    "",
    "export const ROUTE_MODULES: Readonly<Record<string, object>> = {",
    ...entries,
    "};",
    "",
  ].join("\n");
}

/** Brings the list up to date. Returns whether it changed. */
export function writeRouteModules(): boolean {
  const source = routeModulesSource(routeFolders());
  if (currentSource() === source) return false;
  writeFileSync(FILE, source);
  return true;
}

/** The list as it is on disk. */
export function currentSource(): string {
  return readFileSync(FILE, { encoding: "utf8", flag: "a+" });
}

function nameOf(folder: string): string {
  const words = folder.split(/[^A-Za-z0-9]+/).filter(Boolean);
  return words
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join("");
}

if (import.meta.main)
  console.info(writeRouteModules() ? "The list of routes was brought up to date." : "Nothing to do.");
