import { describe, expect, it } from "vitest";
import { isDatabaseFault, isWriteConflict } from "./database-fault.ts";

const withCode = (code: string, message = "x") => Object.assign(new Error(message), { code });

describe("a fault of the database", () => {
  it.each([
    withCode("57P01", "terminating connection due to administrator command"),
    withCode("08006"),
    withCode("40P01", "deadlock detected"),
    withCode("ECONNREFUSED"),
    withCode("P1001"),
    new Error("Connection terminated unexpectedly"),
    new Error("timeout exceeded when trying to connect"),
    new Error("cannot load", { cause: withCode("53300") }),
  ])("is one that passes: $message", (error) => {
    expect(isDatabaseFault(error)).toBe(true);
  });

  it.each([withCode("23505"), withCode("22P05"), new SyntaxError("bad template"), "text", null])(
    "is not one that comes back each time: %s",
    (error) => {
      expect(isDatabaseFault(error)).toBe(false);
    },
  );
});

describe("work that was in the way of other work", () => {
  const failed = (code: string) => Object.assign(new Error("failed"), { code });

  it.each(["40001", "40P01", "P2034"])("is told by %s, also behind another error", (code) => {
    expect(isWriteConflict(new Error("outer", { cause: failed(code) }))).toBe(true);
  });

  it.each(["23505", "57014", "08006"])("is not told by %s", (code) => {
    expect(isWriteConflict(failed(code))).toBe(false);
  });
});
