/** The journeys of one person, as the API shows them. */
import { z } from "zod";
import { entryStateSchema } from "./run-schema.ts";

const moment = z.iso.datetime({ offset: true });

export const personJourneysSchema = z.object({
  journeys: z.array(
    z.object({
      canvas_id: z.string(),
      entry_id: z.string(),
      name: z.string(),
      state: entryStateSchema,
      step: z.string().nullable(),
      since: moment,
      due_at: moment.nullable(),
      entered_at: moment,
    }),
  ),
});
export type PersonJourneys = z.output<typeof personJourneysSchema>;
