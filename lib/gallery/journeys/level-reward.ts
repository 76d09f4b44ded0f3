import type { JourneyTemplateInput } from "../journey-schema.ts";

/** The push follows only a reward that was booked; both keys name player and level, so repeats change nothing. */
export const levelRewardJourney: JourneyTemplateInput = {
  id: "level-reward-journey",
  name: "Reward a level, then tell the player",
  category: "games",
  guide: "game-reward",
  entry: {
    type: "action",
    event: "level_reached",
    filters: [{ property: "level", op: "greater_than_or_equal", value: 10 }],
    re_entry: { allowed: true },
  },
  steps: [
    {
      id: "reward",
      type: "template",
      template: "game-reward",
      name: "Pay the coins",
      save_response_as: "reward",
      on_failure: "exit",
      next: "push",
    },
    { id: "push", type: "template", template: "onesignal-push", name: "Tell the player", next: null },
  ],
  example: { person: { external_id: "u1" }, event_properties: { level: 10, coins: 100 } },
};
