import { existsSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { matrix, openPages, openRoutes } from "@/lib/auth/matrix";
import { read, scanEdges, scanVerbs, sources } from "@/lib/auth/testing/scan-edges";

const edges = scanEdges();

/** Verbs that get an actor and ask nothing themselves, and why that is right. */
const asksElsewhere: Readonly<Record<string, string>> = {
  "lib/audit/record-denial.ts recordDenial": "notes what another verb has refused already",
  "lib/stream/session-signal.ts sessionSignal": "answers only whether the actor itself still lives",
};

test("the scan sees the console", () => {
  expect(edges.length).toBeGreaterThan(80);
  expect(scanVerbs().length).toBeGreaterThan(60);
});

test("every route and action is in the matrix", () => {
  const missing = edges
    .filter(({ verb }) => !Object.hasOwn(matrix, verb))
    .map(({ verb, file, asks }) => `"${verb}": ${JSON.stringify([...asks])}, // ${file}`);
  expect(missing).toEqual([]);
});

test("nothing stands in the matrix that no route or action declares", () => {
  const declared = new Set(edges.map(({ verb }) => verb));
  expect(Object.keys(matrix).filter((verb) => !declared.has(verb))).toEqual([]);
});

test("what the matrix says of a route or an action is what its verb asks for", () => {
  const wrong = edges.flatMap(({ verb, file, asks }) =>
    (matrix[verb] ?? [])
      .filter((ask) => ask !== "public" && ask !== "each" && !asks.has(ask))
      .map((ask) => `${file}: ${verb} does not ask for ${ask}, but for ${[...asks].join(", ") || "nothing"}`),
  );
  expect(wrong).toEqual([]);
});

test("what asks for nobody is known by name", () => {
  const open = edges.filter(({ asks }) => asks.size === 0).map(({ verb }) => verb);
  expect([...new Set(open)].filter((verb) => !matrix[verb]?.some((ask) => ask === "public" || ask === "each"))).toEqual([]);
});

test("every route file declares its routes, or says why it is open", () => {
  const undeclared = sources("app/**/route.ts").filter((file) => !edges.some((edge) => edge.file === file));
  expect(undeclared).toEqual(Object.keys(openRoutes).sort());
});

test("an action file exports actions and nothing else", () => {
  for (const file of sources("app/**/actions.ts")) {
    const text = read(file);
    expect(text.startsWith('"use server";'), file).toBe(true);
    const exported = [...text.matchAll(/^export (.*)$/gm)].map(([, line = ""]) => line);
    expect(
      exported.filter((line) => !/^const \w+Action = (action|publicAction)\(/.test(line)),
      file,
    ).toEqual([]);
  }
});

test("no other file of the console holds server actions", () => {
  const others = sources("{app,components}/**/*.{ts,tsx}").filter(
    (file) => !file.endsWith("/actions.ts") && /^\s*"use server";/m.test(read(file)),
  );
  expect(others).toEqual([]);
});

test("every page starts with its actor, or is open for a reason", () => {
  const open = sources("app/**/page.tsx").filter((file) => !startsWithActor(file));
  expect(open).toEqual(Object.keys(openPages).sort());
});

test("every verb that gets an actor asks what he may do", () => {
  const silent = scanVerbs()
    .filter(({ asks }) => asks.size === 0)
    .map(({ file, name }) => `${file} ${name}`);
  expect(silent).toEqual(Object.keys(asksElsewhere).sort());
});

/** By itself, or by a file of the routes that it imports. */
function startsWithActor(file: string): boolean {
  const text = read(file);
  if (text.includes("requireActor(")) return true;
  const near = [...text.matchAll(/from "(?:@\/(app\/[^"]+)|(\.[^"]+))"/g)].map(([, absolute, relative]) =>
    path.join(absolute ?? path.join(path.dirname(file), relative ?? "")),
  );
  return near.some((name) => existsSync(`${name}.ts`) && startsWithActor(`${name}.ts`));
}
