import type { MessagesTemplateInput } from "../journey-schema.ts";

/** The journey's two messages without a journey: the second campaign starts when the first was delivered. */
export const levelRewardMessages: MessagesTemplateInput = {
  id: "level-reward-messages",
  name: "Reward a level and tell the player, as two messages",
  category: "games",
  guide: "game-reward",
  messages: [
    { template: "game-reward", name: "1 of 2: pay the coins" },
    { template: "onesignal-push", name: "2 of 2: tell the player" },
  ],
  example: { person: { external_id: "u1" }, event_properties: { level: 10, coins: 100 } },
};
