import { readdirSync } from "node:fs";
import path from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { routes } from "@/app/api/v1/openapi.json/routes";
import { describeApi } from "@/lib/openapi/document";
import { methods } from "@/lib/openapi/operation";

const description = describeApi(routes, { origin: "http://localhost:3000", version: "0.0.0" });
const operations = Object.entries(description.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation: operation as Operation })),
);

interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly responses: Record<string, unknown>;
}

test("every route file is in the list (if not: node scripts/list-routes.js)", () => {
  const folder = path.join(import.meta.dirname, "..");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => path.basename(name) === "route.ts");
  const paths = files.map((name) => `/api/v1/${path.dirname(name).replaceAll(/\[([^\]]+)\]/g, "{$1}")}`);
  const undescribed = ["/api/v1/openapi.json", "/api/v1/{...path}"];
  expect(Object.keys(routes).sort()).toEqual(paths.filter((name) => !undescribed.includes(name)).sort());
});

test("the description is valid OpenAPI 3.1", async () => {
  const result = await new Validator().validate(JSON.parse(JSON.stringify(description)));
  expect(result.errors ?? []).toEqual([]);
  expect(result.valid).toBe(true);
});

test("every handler of every route is declared, so that it is described", () => {
  const bare = Object.entries(routes).flatMap(([path, handlers]) =>
    methods
      .filter((method) => method in handlers && !Object.hasOwn(handlers[method] as object, "declaration"))
      .map((method) => `${method} ${path}`),
  );
  expect(bare).toEqual([]);
});

test("no two operations share an id", () => {
  const ids = operations.map(({ operation }) => operation.operationId);
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
});

test("every operation says in a line what it does", () => {
  expect(operations.filter(({ operation }) => !operation.summary).map(({ name }) => name)).toEqual([]);
});

test("every reference leads somewhere", () => {
  const references = [...JSON.stringify(description).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = ""]) => path);
  const dangling = references.filter(
    (path) => path.split("/").reduce<unknown>((node, key) => (node as Record<string, unknown>)?.[key], description) === undefined,
  );
  expect(dangling).toEqual([]);
});
