/** The pages of docs/use-cases, as the app shows them beside its templates. */
import { readFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { type GuideBlock, guideBlocks } from "./guide-blocks.ts";
import { GALLERY_ITEMS } from "./items.ts";

const PAGES = join(process.cwd(), "docs/use-cases");
const PICTURES = join(process.cwd(), "docs/images/use-cases");

/** Null for a page that no template names. Pictures come along as data, so that the page needs no other route; one that was not shipped is left out. */
export async function readGuide(name: string): Promise<GuideBlock[] | null> {
  if (!GALLERY_ITEMS.some((item) => item.guide === name)) return null;
  const blocks = guideBlocks(await readFile(join(PAGES, `${name}.md`), "utf8"));
  return (await Promise.all(blocks.map(withPicture))).filter((block) => block !== null);
}

async function withPicture(block: GuideBlock): Promise<GuideBlock | null> {
  if (block.type !== "image") return block;
  const bytes = await readFile(join(PICTURES, basename(block.source))).catch(() => null);
  const kind = extname(block.source).slice(1);
  return bytes && { ...block, source: `data:image/${kind};base64,${bytes.toString("base64")}` };
}
