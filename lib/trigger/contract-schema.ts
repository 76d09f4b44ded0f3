/** What calls that start a campaign must carry in `trigger_properties`: agreed between its author and engineers. */
import { z } from "zod";

export const CONTRACT_TYPES = [
  "string",
  "number",
  "integer",
  "boolean",
  "datetime",
  "list",
  "object",
] as const;
export const contractTypeSchema = z.enum(CONTRACT_TYPES);
export type ContractType = z.output<typeof contractTypeSchema>;

/** `warn` sends all the same and says what is wrong; `refuse` sends nothing of a call in which something is wrong. */
export const CONTRACT_MODES = ["warn", "refuse"] as const;
export const contractModeSchema = z.enum(CONTRACT_MODES);

export const MAX_CONTRACT_PROPERTIES = 100;
const MAX_EXAMPLE = 2_000;

export const contractPropertySchema = z.strictObject({
  /** A name, or names joined by dots for what stands inside an object. */
  name: z.string().trim().min(1, "The property has no name.").max(255),
  type: contractTypeSchema.default("string"),
  required: z.boolean().default(true),
  description: z.string().max(500).default(""),
  /** A value for snippets, samples and the preview. */
  example: z
    .unknown()
    .optional()
    .refine(
      (value) => (JSON.stringify(value) ?? "").length <= MAX_EXAMPLE,
      `An example has at most ${MAX_EXAMPLE} characters.`,
    ),
});
export type ContractProperty = z.output<typeof contractPropertySchema>;

export const triggerContractSchema = z
  .strictObject({
    mode: contractModeSchema.default("warn"),
    properties: z.array(contractPropertySchema).max(MAX_CONTRACT_PROPERTIES),
  })
  .superRefine(({ properties }, context) => {
    const names = properties.map(({ name }) => name);
    for (const [index, name] of names.entries()) {
      if (names.indexOf(name) === index) continue;
      context.addIssue({
        code: "custom",
        path: ["properties", index, "name"],
        message: `The property "${name}" is listed twice.`,
        params: { code: "duplicate_property", hint: "Keep one of them." },
      });
    }
  });
export type TriggerContract = z.output<typeof triggerContractSchema>;
