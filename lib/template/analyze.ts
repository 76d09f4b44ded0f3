// What a compiled message reads, uses and branches on, without rendering it.

import type { CompiledMessage } from "./compile-message.ts";
import { type CompiledTemplate, compileBlock } from "./compile-template.ts";
import type { TemplateBranch, VariableUse } from "./prepare-nodes.ts";

export type ContentBlockSources = { readonly [name: string]: string };

export type MessageAnalysis = {
  /** Each variable of the profile, event, call or context, once per place. Names the template makes itself are left out. */
  variables: VariableUse[];
  contentBlocks: string[];
  /** Secrets by name; `*` stands for a name computed while rendering. */
  secrets: string[];
  usesConnectedContent: boolean;
  branches: TemplateBranch[];
};

type Part = Pick<CompiledTemplate, "uses" | "branches" | "blocks" | "secretLocals" | "usesConnectedContent">;

/** Everything the message uses. With the sources of content blocks, what those use counts too. */
export function analyzeMessage(
  compiled: CompiledMessage,
  contentBlocks: ContentBlockSources = {},
): MessageAnalysis {
  const parts = withBlocks(compiled.templates, contentBlocks);
  return {
    variables: parts.flatMap((part) => part.uses.filter((use) => !use.local)),
    contentBlocks: unique(parts.flatMap((part) => [...part.blocks])),
    secrets: unique(parts.flatMap((part) => part.uses.flatMap(secretOf))),
    usesConnectedContent: parts.some((part) => part.usesConnectedContent),
    branches: listBranches(compiled),
  };
}

/** True when any field reads a secret, so that a masked rendering differs from the real one. */
export function usesSecrets(compiled: CompiledMessage, contentBlocks: ContentBlockSources = {}): boolean {
  return secretNames(compiled, contentBlocks).length > 0;
}

/** Names of the secrets the message reads, for loading exactly those. */
export function secretNames(compiled: CompiledMessage, contentBlocks: ContentBlockSources = {}): string[] {
  return analyzeMessage(compiled, contentBlocks).secrets;
}

/**
 * Names of the secrets that may travel in the request itself: all but those that are used in calls of connected content
 * alone, which go to other hosts.
 */
export function requestSecretNames(
  compiled: CompiledMessage,
  contentBlocks: ContentBlockSources = {},
): string[] {
  const parts = withBlocks(compiled.templates, contentBlocks);
  // A block may pass on what the text around it keeps under a name: then what is kept counts as used.
  const followed = parts.every((part) => part.blocks.size === 0);
  return unique(parts.flatMap((part) => part.uses.flatMap((use) => requestSecretsOf(use, part, followed))));
}

function requestSecretsOf(use: VariableUse, { secretLocals }: Part, followed: boolean): string[] {
  if (use.into === "call" || (use.into === "local" && followed)) return [];
  const [root = ""] = use.path.split(".");
  return [...secretOf(use), ...secretLocals.secretsIn([root])];
}

/** Names of the content blocks the message includes, with those inside them when their sources are given. */
export function contentBlockNames(
  compiled: CompiledMessage,
  contentBlocks: ContentBlockSources = {},
): string[] {
  return analyzeMessage(compiled, contentBlocks).contentBlocks;
}

/** Every branch of the message. A render given a `branches` set adds the ids of those it takes. */
export function listBranches(compiled: CompiledMessage): TemplateBranch[] {
  return compiled.templates.flatMap((template) => [...template.branches]);
}

export type BranchCoverage = { covered: number; total: number; missed: TemplateBranch[] };

/** How many branches the renders that filled `taken` went through, and which they never reached. */
export function branchCoverage(compiled: CompiledMessage, taken: ReadonlySet<string>): BranchCoverage {
  const all = listBranches(compiled);
  const missed = all.filter((branch) => !taken.has(branch.id));
  return { covered: all.length - missed.length, total: all.length, missed };
}

function withBlocks(templates: readonly Part[], sources: ContentBlockSources): Part[] {
  const parts = [...templates];
  const seen = new Set<string>();
  // The list grows while it is walked: blocks may include blocks.
  for (const part of parts) {
    for (const name of part.blocks) {
      const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
      if (source === undefined || seen.has(name)) continue;
      seen.add(name);
      const block = compileBlock(source, "text");
      parts.push({
        ...block,
        uses: block.uses.map((use) => ({ ...use, field: `content_blocks.${name}`, local: isLocal(use) })),
      });
    }
  }
  return parts;
}

const DATA_ROOT =
  /^(?:user|custom_attributes?|event_properties|api_trigger_properties|trigger_properties|canvas_entry_properties|context|event|campaign|canvas|delivery|secrets|template|trigger|app|subscribed_state|request)(?:\.|$)/;

/** In a content block any other name may have been assigned by the text around it. */
function isLocal(use: VariableUse): boolean {
  return !use.attribute && !DATA_ROOT.test(use.path);
}

function secretOf(use: VariableUse): string[] {
  if (use.path === "secrets") return ["*"];
  return use.path.startsWith("secrets.") ? [use.path.split(".")[1] ?? "*"] : [];
}

function unique(names: string[]): string[] {
  return [...new Set(names)];
}
