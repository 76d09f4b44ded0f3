import { expect, it } from "vitest";
import { slowAnswer } from "./slow-answers.ts";

const sleepless = (ms: number): Promise<number> =>
  new Promise((done) => {
    const end = performance.now() + ms;
    const turn = (): void => (performance.now() < end ? void setImmediate(turn) : done(performance.now()));
    turn();
  });

it("gives a slow answer again, and a quick one never", async () => {
  const slow = await slowAnswer(["slow"], () => sleepless(300));
  expect(await slowAnswer(["slow"], () => sleepless(0))).toBe(slow);
  const quick = await slowAnswer(["quick"], () => sleepless(0));
  expect(await slowAnswer(["quick"], () => sleepless(0))).not.toBe(quick);
});

it("lets those who ask at the same time share the work, and keeps no failure", async () => {
  let runs = 0;
  const work = async (): Promise<number> => {
    runs += 1;
    await sleepless(1);
    throw new Error("no database");
  };
  const both = await Promise.allSettled([slowAnswer(["fails"], work), slowAnswer(["fails"], work)]);
  expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(runs).toBe(1);
  expect(await slowAnswer(["fails"], async () => 1)).toBe(1);
});
