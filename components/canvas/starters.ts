/** Journeys to begin with. Each is complete but for addresses, which are those of the built-in example host. */
import type { CreateCanvasInput } from "#lib/canvas/schema.ts";

export const STARTERS = ["blank", "welcome", "reward", "winback"] as const;
export type Starter = (typeof STARTERS)[number];

const post = (url: string, value: Record<string, string | number>) => ({
  method: "POST" as const,
  url,
  headers: {},
  body: { type: "json" as const, value },
});

const DEFINITIONS: Record<Starter, Omit<CreateCanvasInput, "name">> = {
  blank: { entry: { type: "api_trigger" }, steps: [] },
  welcome: {
    entry: { type: "action", event: "signed_up" },
    exit_criteria: [{ event: "unsubscribed" }],
    start: "morning",
    steps: [
      { id: "morning", type: "delay", delay: { time_of_day: "09:00", in_local_time: true }, next: "create" },
      {
        id: "create",
        name: "Create member",
        type: "message",
        webhook: post("https://api.example.com/members", { user: "{{${user_id}}}" }),
        save_response_as: "member",
        next: "booked",
      },
      {
        id: "booked",
        type: "action_paths",
        window_seconds: 259_200,
        groups: [{ event: "flight_booked", next: "credit" }],
        else: "try",
      },
      {
        id: "credit",
        name: "Credit points",
        type: "message",
        webhook: post("https://api.example.com/members/{{context.${member}.json.id}}/credit", {
          points: 100,
        }),
        next: null,
      },
      {
        id: "try",
        type: "experiment_paths",
        paths: [
          { name: "Reminder", percentage: 50, next: "remind" },
          { name: "Nothing", percentage: 50, control: true, next: null },
        ],
      },
      {
        id: "remind",
        name: "Remind",
        type: "message",
        webhook: post("https://api.example.com/reminders", { user: "{{${user_id}}}" }),
        next: null,
      },
    ],
  },
  reward: {
    entry: { type: "action", event: "level_reached", re_entry: { allowed: true } },
    start: "grant",
    steps: [
      {
        id: "grant",
        name: "Grant reward",
        type: "message",
        webhook: post("https://api.example.com/rewards", { user: "{{${user_id}}}" }),
        save_response_as: "reward",
        on_failure: "exit",
        next: "push",
      },
      {
        id: "push",
        name: "Tell the player",
        type: "message",
        webhook: post("https://api.example.com/push", { reward: "{{context.${reward}.json.id}}" }),
        next: null,
      },
    ],
  },
  winback: {
    entry: { type: "action", event: "checkout_abandoned" },
    exit_criteria: [{ event: "checkout_completed" }],
    start: "pause",
    steps: [
      { id: "pause", type: "delay", delay: { seconds: 86_400 }, next: "gold" },
      {
        id: "gold",
        name: "Gold member?",
        type: "decision_split",
        filter: {
          op: "and",
          filters: [{ type: "attribute", attribute: "tier", op: "equals", value: "gold" }],
        },
        yes: "offer",
        no: "remind",
      },
      {
        id: "offer",
        name: "Special offer",
        type: "message",
        webhook: post("https://api.example.com/offers", { user: "{{${user_id}}}" }),
        next: null,
      },
      {
        id: "remind",
        name: "Reminder",
        type: "message",
        webhook: post("https://api.example.com/reminders", { user: "{{${user_id}}}" }),
        next: null,
      },
    ],
  },
};

/** The journey to create for a starter. */
export function starterCanvas(starter: Starter, name: string): CreateCanvasInput {
  return { name, ...DEFINITIONS[starter] };
}
