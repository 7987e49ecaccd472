import { availableParallelism } from "node:os";
import path from "node:path";
import { defineConfig } from "vitest/config";

const shared = {
  resolve: {
    alias: { "@": import.meta.dirname, "server-only": path.join(import.meta.dirname, "db/testing/server-only.ts") },
  },
};
const quiet = path.join(import.meta.dirname, "db/testing/no-console-errors.ts");
/** Tests that take the nodes of a cluster out of use or end a part of it. */
const disruptive = ["k8s/spread.k8s.test.ts", "k8s/disruptions.k8s.test.ts", "k8s/drain.k8s.test.ts"];
/** Two minutes for what every run of the tests on a fresh clone does on its way: it installs, builds and starts. */
const slow = ["scripts/fresh-clone.machine.test.ts"];
const exclude = ["node_modules/**", "dist/**", ".next/**", ".cairn/**", "e2e/**"];

export default defineConfig({
  test: {
    // Most of what database tests do is wait: one file at a time would leave half of a small machine idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        ...shared,
        test: {
          name: "unit",
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...exclude, "**/*.db.test.ts", "**/*.contract.test.ts", "**/*.machine.test.ts", "**/*.k8s.test.ts"],
          setupFiles: [quiet],
          env: { DATABASE_URL: "postgresql://unit-tests-have-no-database.invalid/", CAIRN_LOG_LEVEL: "silent" },
          // Far more than any needs, for machines that do much else at the same time.
          testTimeout: 60_000,
        },
      },
      {
        ...shared,
        test: {
          name: "db",
          include: ["**/*.db.test.ts"],
          exclude,
          globalSetup: ["./db/testing/global-setup.ts"],
          setupFiles: [quiet, "./db/testing/setup-file.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...shared,
        test: {
          name: "contract",
          include: ["**/*.contract.test.ts"],
          exclude,
          setupFiles: [quiet],
          env: { DATABASE_URL: "postgresql://contract-tests-have-no-database.invalid/", CAIRN_LOG_LEVEL: "silent" },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...shared,
        test: {
          name: "k8s",
          include: ["**/*.k8s.test.ts"],
          exclude: [...exclude, ...disruptive, "**/*.db.k8s.test.ts"],
          setupFiles: [quiet],
          env: { DATABASE_URL: "postgresql://cluster-tests-have-no-database.invalid/", CAIRN_LOG_LEVEL: "silent" },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        ...shared,
        test: {
          name: "k8s-alone",
          include: disruptive,
          exclude,
          setupFiles: [quiet],
          fileParallelism: false,
          env: { DATABASE_URL: "postgresql://cluster-tests-have-no-database.invalid/", CAIRN_LOG_LEVEL: "silent" },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        ...shared,
        test: {
          name: "k8s-db",
          include: ["**/*.db.k8s.test.ts"],
          exclude,
          globalSetup: ["./db/testing/global-setup.ts"],
          setupFiles: [quiet, "./db/testing/setup-file.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        ...shared,
        test: {
          name: "machine",
          include: ["**/*.machine.test.ts"],
          exclude: [...exclude, ...(process.env.CAIRN_NIGHTLY ? [] : slow)],
          setupFiles: [quiet],
          // Each starts the whole product, and waits for it half of the time.
          maxWorkers: 2,
          testTimeout: 900_000,
          hookTimeout: 900_000,
        },
      },
    ],
  },
});
