/** Lists that name people in one call: at most fifty, and a 400 beyond, as existing REST clients know it. */
import { z } from "zod";

const MAX_IDS = 50;

/** At most fifty of `item`; `what` names them in the error. */
export function idList<Item extends z.ZodType>(item: Item, what: string) {
  return z
    .array(item)
    .refine((list) => list.length <= MAX_IDS, {
      error: `At most ${MAX_IDS} ${what} in one call.`,
      params: { code: "max_ids_exceeded", hint: "Split the call.", fatal: true },
    })
    .meta({ maxItems: MAX_IDS });
}
