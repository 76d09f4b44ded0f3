import { z } from "zod";

/** Who asked or decided: a person, an API key, or a job of the server. */
export const reviewActorSchema = z.object({
  kind: z.enum(["user", "api_key", "system"]),
  id: z.string(),
  name: z.string(),
  /** Of an API key: the person who made it. */
  made_by: z.string().nullish(),
});
export type ReviewActor = z.output<typeof reviewActorSchema>;
