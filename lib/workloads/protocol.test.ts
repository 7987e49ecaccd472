import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { assertProtocol, protocolHeader, workloadProtocol } from "@/lib/workloads/protocol";

test("another protocol is refused by name, and one that is not said is the first", () => {
  expect(() => assertProtocol(String(workloadProtocol))).not.toThrow();
  expect(() => assertProtocol(null)).not.toThrow();
  for (const said of ["0", "2", "", "1.0"])
    expect(() => assertProtocol(said)).toThrow(expect.objectContaining({ code: "conflict", key: "compute.wrapperMismatch" }));
});

test("the wrapper of this version speaks the same", () => {
  const client = readFileSync(path.join(import.meta.dirname, "../../wrapper/internal/workload/client.go"), "utf8");
  expect(client).toContain(`Protocol = "${workloadProtocol}"`);
  expect(client.toLowerCase()).toContain(`"${protocolHeader}"`);
});
