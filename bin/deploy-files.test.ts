/** The container files name commands, ports and variables of this repository; without Docker that much can be checked. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const read = (name: string) => readFileSync(join(import.meta.dirname, "..", name), "utf8");
const scripts = (JSON.parse(read("package.json")) as { scripts: Record<string, string> }).scripts;
const dockerfile = read("Dockerfile");
const compose = read("compose.yaml");

describe("Dockerfile and compose.yaml", () => {
  it("run commands that exist", () => {
    const named = [
      ...dockerfile.matchAll(/npm run ([\w:]+)/g),
      ...`${dockerfile}\n${compose}`.matchAll(/"npm", "run", "([\w:]+)"/g),
    ].map((match) => match[1] ?? "");
    expect(named).toEqual(expect.arrayContaining(["build", "web", "worker", "db:migrate"]));
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it("set variables that the settings know", () => {
    const known = read("lib/platform/env.ts");
    const inCompose = [...compose.matchAll(/^ {4,6}([A-Z][A-Z_]+):/gm)].map((match) => match[1] ?? "");
    const unknown = inCompose.filter(
      (name) => !name.startsWith("POSTGRES_") && !known.includes(`  ${name}:`),
    );
    expect(inCompose).toContain("DATABASE_URL");
    expect(unknown).toEqual([]);
  });

  it("hand on what prepares an empty database", () => {
    for (const name of ["OWNER_EMAIL", "OWNER_PASSWORD", "API_KEY", "SAMPLE_DATA"])
      expect(compose).toContain(`SIGNALBOX_${name}: \${SIGNALBOX_${name}:-}`);
  });

  it("agree on the port and wait for the migration", () => {
    expect(dockerfile).toContain("EXPOSE 3000");
    expect(compose).toContain('"3000:3000"');
    expect(compose.match(/service_completed_successfully/g)).toHaveLength(2);
  });

  it("keep secrets out of the files and out of the image", () => {
    expect(read(".dockerignore").split("\n")).toEqual(
      expect.arrayContaining([".env*", ".data*", "*.ndjson.gz"]),
    );
    expect(compose).toMatch(/SIGNALBOX_ENCRYPTION_KEY: \$\{SIGNALBOX_ENCRYPTION_KEY:\?/);
    expect(compose).not.toMatch(/POSTGRES_PASSWORD: (?!\$\{)/);
  });
});
