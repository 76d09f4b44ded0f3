import { expect, it } from "vitest";
import { triggerContractSchema } from "#lib/trigger/contract-schema.ts";
import { propertiesType } from "./properties-type.ts";

it("writes a contract as a TypeScript type, objects inside objects", () => {
  const { properties } = triggerContractSchema.parse({
    properties: [
      { name: "points", type: "integer" },
      { name: "coupon-code", required: false },
      { name: "address.city" },
      { name: "address.zip", required: false },
    ],
  });
  expect(propertiesType(properties)).toBe(
    [
      "interface TriggerProperties {",
      "  points: number;",
      '  "coupon-code"?: string;',
      "  address: {",
      "    city: string;",
      "    zip?: string;",
      "  };",
      "}",
    ].join("\n"),
  );
});
