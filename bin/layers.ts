/** Checks the import rules of .config/layers.cjs: part of `npm run check`. */
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { cruise, type ICruiseResult, type IForbiddenRuleType } from "dependency-cruiser";
import { messageOf } from "./failure.ts";

export interface Violation {
  rule: string;
  from: string;
  to: string;
  reason: string;
}

export interface LayerReport {
  modules: number;
  imports: number;
  violations: Violation[];
}

const FOLDERS = ["app", "components", "lib", "worker", "bin"];
/** Fewer would mean that the tool did not understand the sources, and that its silence says nothing. */
const FEWEST_MODULES = 100;

const config = createRequire(import.meta.url)("../.config/layers.cjs") as {
  forbidden: IForbiddenRuleType[];
  options: object;
};

/** Reads every import below `root` and compares it with the rules. */
export async function checkLayers(root: string, folders: string[] = FOLDERS): Promise<LayerReport> {
  const { forbidden, options } = config;
  const settings = { ...options, baseDir: root, ruleSet: { forbidden }, validate: true };
  const { summary } = (await cruise(folders, settings)).output as ICruiseResult;
  const reasons = new Map(forbidden.map((rule) => [rule.name, rule.comment]));
  return {
    modules: summary.totalCruised,
    imports: summary.totalDependenciesCruised ?? 0,
    violations: summary.violations.map(({ rule, from, to }) => ({
      rule: rule.name,
      from,
      to,
      reason: reasons.get(rule.name) ?? "",
    })),
  };
}

/** The names of all rules. */
export function ruleNames(): string[] {
  return config.forbidden.map((rule) => rule.name ?? "");
}

async function main(): Promise<void> {
  const { modules, imports, violations } = await checkLayers(resolve(import.meta.dirname, ".."));
  if (modules < FEWEST_MODULES) {
    throw new Error(`Only ${modules} modules were found, so the import rules were not really checked.`);
  }
  for (const { rule, from, to, reason } of violations) console.error(`${rule}: ${from} → ${to}\n  ${reason}`);
  if (violations.length > 0) process.exitCode = 1;
  else console.log(`${modules} modules, ${imports} imports, no rule broken.`);
}

if (import.meta.main) {
  await main().catch((error: unknown) => {
    console.error(messageOf(error));
    process.exitCode = 1;
  });
}
