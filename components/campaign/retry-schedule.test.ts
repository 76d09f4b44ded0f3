import { expect, it } from "vitest";
import { readSchedule } from "./retry-schedule.ts";

it.each([
  ["60, 120 300", { seconds: [60, 120, 300] }],
  ["", { seconds: [] }],
  ["0.5", { seconds: [0.5] }],
  ["60, 2m, 300", { wrong: ["2m"] }],
  ["-1, 1e9", { wrong: ["-1", "1e9"] }],
])("reads %s", (text, read) => {
  expect(readSchedule(text)).toEqual(read);
});
