import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { type Right, webRights, workerRights } from "@/k8s/rights";

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

test.each([
  ["worker", workerRights],
  ["web", webRights],
])("the chart gives the %s what Cairn asks a cluster for, and nothing else", (name, rights) => {
  expect(linesOf(chartRights(name)).sort()).toEqual(linesOf(rights).sort());
});

test("no right is a wildcard, and no Secret can be read", () => {
  for (const { group, resource, verbs } of [...chartRights("worker"), ...chartRights("web")]) {
    expect([group, resource, ...verbs]).not.toContain("*");
    if (resource === "secrets") expect(verbs).toEqual(["create"]);
  }
});

function chartRights(name: string): Right[] {
  const rules: Rule[] = parse(readFileSync(path.join(import.meta.dirname, `cairn/files/${name}-rights.yaml`), "utf8"));
  return rules.flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) => resources.map((resource) => ({ group, resource, verbs }))),
  );
}

function linesOf(rights: readonly Right[]): string[] {
  return rights.flatMap(({ group, resource, verbs }) => verbs.map((verb) => `${verb} ${resource} ${group}`));
}
