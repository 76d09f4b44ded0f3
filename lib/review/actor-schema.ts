import { z } from "zod";

/** Who asked or decided: a person, an API key, or a job of the server. */
export const reviewActorSchema = z.object({
  kind: z.enum(["user", "api_key", "system"]),
  id: z.string(),
  name: z.string(),
});
export type ReviewActor = z.output<typeof reviewActorSchema>;
