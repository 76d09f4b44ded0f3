/** Writes the types of the API's calls for the TypeScript client (lib/client). */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { apiTypesSource } from "./api-types/source.ts";

const FILE = resolve(import.meta.dirname, "../lib/client/generated/api-types.ts");

mkdirSync(dirname(FILE), { recursive: true });
writeFileSync(FILE, apiTypesSource());
