import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { checkLayers, ruleNames } from "./layers.ts";

const root = mkdtempSync(join(tmpdir(), "signalbox-layers-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** One import that each rule must refuse: the file it stands in, and what it imports. */
const BROKEN: Record<string, [file: string, specifier: string]> = {
  "no-cycles": ["lib/trigger/a.ts", "./b.ts"],
  "lib-never-looks-up": ["lib/event/up.ts", "#components/button.tsx"],
  "worker-without-web": ["worker/screen.ts", "#components/button.tsx"],
  "components-without-effects": ["components/direct.tsx", "#lib/event/service.ts"],
  "components-only-errors-types": ["components/throws.tsx", "#lib/platform/errors.ts"],
  "pure-files-without-platform": ["lib/event/asks-settings.ts", "#lib/platform/env.ts"],
  "pure-files-without-effects": ["lib/event/acts.ts", "./store.ts"],
  "pure-files-without-built-ins": ["lib/event/reads.ts", "node:fs"],
  "other-domains-by-their-front-door": ["lib/delivery/service.ts", "#lib/host/store.ts"],
  "edges-use-services": ["app/api/route.ts", "#lib/host/store.ts"],
  "database-in-stores": ["app/page.tsx", "#lib/platform/db.ts"],
  "drivers-in-stores": ["lib/host/service.ts", "#lib/platform/prisma/client.ts"],
  "platform-knows-no-domain": ["lib/platform/knows.ts", "#lib/event/service.ts"],
  "testing-is-not-shipped": ["worker/tested.ts", "#lib/testing/factories.ts"],
  "order-webhook": ["lib/webhook/up.ts", "#lib/template/x.ts"],
  "order-workspace": ["lib/workspace/up.ts", "#lib/segment/x.ts"],
  "order-profile": ["lib/profile/up.ts", "#lib/event/x.ts"],
  "order-template": ["lib/template/up.ts", "#lib/host/x.ts"],
  "order-event": ["lib/event/up-too.ts", "#lib/trigger/x.ts"],
  "order-api-key": ["lib/api-key/sideways.ts", "#lib/secret/x.ts"],
  "order-api-log": ["lib/api-log/up.ts", "#lib/trigger/x.ts"],
  "order-secret": ["lib/secret/up.ts", "#lib/delivery/x.ts"],
  "order-segment": ["lib/segment/up.ts", "#lib/trigger/x.ts"],
  "order-trigger": ["lib/trigger/up.ts", "#lib/campaign/x.ts"],
  "order-host": ["lib/host/up.ts", "#lib/delivery/x.ts"],
  "order-import": ["lib/import/up.ts", "#lib/delivery/x.ts"],
  "order-delivery": ["lib/delivery/up.ts", "#lib/campaign/x.ts"],
  "order-campaign": ["lib/campaign/sideways.ts", "#lib/canvas/x.ts"],
  "order-canvas": ["lib/canvas/sideways.ts", "#lib/campaign/x.ts"],
  "order-review": ["lib/review/sideways.ts", "#lib/analytics/x.ts"],
  "order-analytics": ["lib/analytics/sideways.ts", "#lib/review/x.ts"],
  "order-inbound": ["lib/inbound/sideways.ts", "#lib/review/x.ts"],
  "order-bulk": ["lib/bulk/sideways.ts", "#lib/review/x.ts"],
  "order-gallery": ["lib/gallery/sideways.ts", "#lib/review/x.ts"],
  "order-alert": ["lib/alert/sideways.ts", "#lib/review/x.ts"],
};

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function targetOf(file: string, specifier: string): string {
  return specifier.startsWith("./") ? join(dirname(file), specifier) : specifier.slice(1);
}

describe("import rules", async () => {
  write(
    "package.json",
    JSON.stringify({ type: "module", imports: { "#lib/*": "./lib/*", "#components/*": "./components/*" } }),
  );
  write(
    "tsconfig.json",
    JSON.stringify({ compilerOptions: { module: "esnext", moduleResolution: "bundler" } }),
  );
  write(
    "lib/event/store.ts",
    'import { x } from "#lib/platform/db.ts";\nimport pg from "#lib/platform/prisma/client.ts";\n',
  );
  write("lib/trigger/b.ts", 'import { x } from "./a.ts";\nexport const y = x;\n');
  write("lib/trigger/types.ts", 'import type { T } from "./types-too.ts";\nexport const y = 1;\n');
  write("lib/trigger/types-too.ts", 'import { y } from "./types.ts";\nexport type T = typeof y;\n');
  for (const [file, specifier] of Object.values(BROKEN)) {
    if (specifier.startsWith("node:")) continue;
    const target = targetOf(file, specifier);
    if (!Object.values(BROKEN).some(([path]) => path === target)) write(target, "export const x = 1;\n");
  }
  write("lib/trigger/b.ts", 'import { x } from "./a.ts";\nexport const y = x;\n');
  for (const [file, specifier] of Object.values(BROKEN)) {
    write(file, `import { x } from "${specifier}";\nexport const z = x;\n`);
  }
  const { violations, modules } = await checkLayers(root, ["app", "components", "lib", "worker"]);
  const found = violations.map(({ rule, from }) => `${rule}: ${from}`);

  it("covers every rule", () => {
    expect(Object.keys(BROKEN).sort()).toEqual(ruleNames().sort());
    expect(modules).toBeGreaterThan(40);
  });

  it.each(Object.entries(BROKEN))("refuses what %s forbids", (rule, [file]) => {
    expect(found).toContain(`${rule}: ${file}`);
  });

  it("lets a store use the database and a type close a circle", () => {
    expect(found.filter((line) => /lib\/event\/store\.ts|lib\/trigger\/types/.test(line))).toEqual([]);
  });
});
