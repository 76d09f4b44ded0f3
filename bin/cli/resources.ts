/** What campaigns as code covers: where each kind lives in the API, and which of its fields an author writes. */
import { createCampaignSchema, patchCampaignSchema } from "#lib/campaign/schema.ts";
import { createCanvasSchema, patchCanvasSchema } from "#lib/canvas/schema.ts";
import { hostSettingsSchema } from "#lib/host/schema.ts";
import { createSegmentSchema } from "#lib/segment/resource-schema.ts";
import { createContentBlockSchema, patchContentBlockSchema } from "#lib/template/content-block-schema.ts";
import { createTemplateSchema } from "#lib/template/webhook-template-schema.ts";

export interface Resource {
  /** Folder of its files, and the name of the list in answers. */
  name: string;
  /** Its place in the API. */
  path: string;
  idField: string;
  /** Fields of a file, in the order they are written. */
  fields: readonly string[];
  /** Fields that can be changed later. */
  changeable: readonly string[];
  change: "PATCH" | "PUT";
  /** Whether a file without an id makes a new one. */
  creatable: boolean;
}

const keys = (schema: { shape: object }): string[] => Object.keys(schema.shape);

function resource(name: string, idField: string, fields: string[], extra: Partial<Resource> = {}): Resource {
  return {
    name,
    path: `/${name}`,
    idField,
    fields,
    changeable: fields,
    change: "PATCH",
    creatable: true,
    ...extra,
  };
}

/** In the order they are pushed: what others refer to comes first. */
export const RESOURCES: readonly Resource[] = [
  resource("hosts", "host", keys(hostSettingsSchema), { change: "PUT", creatable: false }),
  resource("content_blocks", "content_block_id", keys(createContentBlockSchema), {
    changeable: keys(patchContentBlockSchema),
  }),
  resource("templates", "template_id", keys(createTemplateSchema)),
  resource("segments", "segment_id", keys(createSegmentSchema)),
  resource("campaigns", "campaign_id", keys(createCampaignSchema), { changeable: keys(patchCampaignSchema) }),
  resource("canvases", "canvas_id", keys(createCanvasSchema), {
    path: "/canvas",
    changeable: keys(patchCanvasSchema),
  }),
];

/** A file's content: the id, then what an author may write. Nothing of it is a secret's value. */
export function toFile(kind: Resource, answer: Record<string, unknown>): Record<string, unknown> {
  const written = kind.fields.flatMap((field) =>
    answer[field] === undefined ? [] : [[field, answer[field]]],
  );
  return { id: answer[kind.idField], ...Object.fromEntries(written) };
}

/** A name for its file that people recognise and that no other of its kind has. */
export function fileName(kind: Resource, answer: Record<string, unknown>): string {
  const id = String(answer[kind.idField]);
  const name = String(answer.name ?? id)
    .normalize("NFKD")
    .replaceAll(/[^A-Za-z0-9.]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .toLowerCase()
    .slice(0, 60);
  return answer.name === undefined ? `${name}.json` : `${name}-${id.slice(-8)}.json`;
}
