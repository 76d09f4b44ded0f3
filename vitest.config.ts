import { defineConfig } from "vitest/config";

// A zone that is neither UTC nor a whole hour away, so code that forgets a zone fails on every machine.
process.env.TZ = "Asia/Kathmandu";

const exclude = ["**/node_modules/**", "**/.next/**"];

const database = {
  exclude,
  globalSetup: ["lib/testing/global-database.ts"],
  pool: "forks" as const,
  maxWorkers: 2,
  testTimeout: 30_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          // Modules are loaded once for each worker, not once for each file: no test may leave anything behind in them.
          isolate: false,
          include: ["{app,lib,components,worker,bin,bench}/**/*.test.{ts,tsx}"],
          exclude: [...exclude, "**/*.db.test.ts"],
        },
      },
      {
        test: {
          ...database,
          name: "db",
          isolate: false,
          include: ["{app,lib,bin}/**/*.db.test.ts"],
          exclude: [...exclude, "lib/delivery/**"],
        },
      },
      {
        // What sends and listens by itself has a process for each file.
        test: { ...database, name: "db-workers", include: ["{worker,lib/delivery}/**/*.db.test.ts"] },
      },
    ],
  },
});
