/** What a content block becomes for one person, saved or not. Secrets are masked, values of people for those who may not see them; nothing is called. */
import type { Context } from "#lib/platform/context.ts";
import { madeUpPerson } from "#lib/segment/made-up-person.ts";
import { analyzeMessage } from "#lib/template/analyze.ts";
import type { BlockPreview, BlockPreviewInput } from "#lib/template/block-usage-schema.ts";
import { compileMessage } from "#lib/template/compile-message.ts";
import { asSeenBy } from "#lib/workspace/service-personal.ts";
import { findPerson } from "./service-person.ts";
import { renderFor, renderWorld } from "./service-render-people.ts";

/** A block is shown as the body of a message, which is the way it is used. */
const AROUND = { method: "POST", url: "https://preview.invalid/", headers: {} } as const;

/** Without a person, somebody of the workspace; where there is nobody, somebody made up. */
export async function previewBlock(context: Context, input: BlockPreviewInput): Promise<BlockPreview> {
  const { workspaceId, now } = context;
  const compiled = compileMessage({ ...AROUND, body: { type: "text", value: input.content } });
  const [world, found] = await Promise.all([
    renderWorld(workspaceId),
    findPerson(workspaceId, input.external_user_id ?? null),
  ]);
  const person = found ? asSeenBy(context, found) : madeUpPerson({}, now);
  const result = renderFor({ compiled, campaign: null, canvas: null }, person, {}, world, now);
  const used = analyzeMessage(compiled, world.blocks);
  return {
    text: result.ok ? (result.request.body ?? "") : null,
    error: result.ok ? null : { message: result.message, hint: result.hint, words: result.words },
    parameters: [...new Set(used.variables.map(({ path }) => path))].toSorted(),
    missing: result.warnings.flatMap(({ code, variable }) =>
      code === "liquid.missing_value" && variable ? [variable] : [],
    ),
  };
}
