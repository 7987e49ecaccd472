import { expect, test } from "vitest";
import { explainFailure } from "@/lib/environments/build/explain-failure";

// What uv 0.13.8 and pip really print.
const said: [string, string[], object][] = [
  [
    "a misspelt name",
    [
      "error: No solution found when resolving dependencies",
      "  cause: Because scikit-lern was not found in the package registry and you require scikit-lern>=1, we can conclude that your requirements are unsatisfiable.",
    ],
    { key: "environments.build.unknownPackageNearest", params: { name: "scikit-lern", nearest: "scikit-learn" } },
  ],
  [
    "a name like no other",
    [
      "  cause: Because zzz-not-there-ever was not found in the package registry and you require zzz-not-there-ever, we can conclude that your requirements are unsatisfiable.",
    ],
    { key: "environments.build.unknownPackage", params: { name: "zzz-not-there-ever" } },
  ],
  [
    "a version that does not exist",
    [
      "  cause: Because there is no version of numpy==99.0 and you require numpy==99.0, we can conclude that your requirements are unsatisfiable.",
    ],
    { key: "environments.build.noSuchVersion", params: { name: "numpy", wanted: "==99.0" } },
  ],
  [
    "a version without a wheel for this Python",
    [
      "  cause: Because pandas==1.0.0 has no usable wheels and you require pandas==1.0.0, we can conclude that your requirements are unsatisfiable.",
    ],
    { key: "environments.build.noWheel", params: { name: "pandas", version: " 1.0.0" } },
  ],
  [
    "a package that never has wheels",
    [
      "  cause: Because all versions of uwsgi have no usable wheels and you require uwsgi, we can conclude that your requirements are unsatisfiable.",
    ],
    { key: "environments.build.noWheel", params: { name: "uwsgi", version: "" } },
  ],
  [
    "no network",
    [
      "error: Request failed after 3 retries in 10.8s",
      "  cause: Failed to fetch: https://127.0.0.1:9/simple/numpy/",
      "  cause: Connection refused (os error 111)",
    ],
    { key: "environments.build.network" },
  ],
  [
    "a full disk",
    ["error: Failed to install: numpy", "  cause: No space left on device (os error 28)"],
    { key: "environments.build.diskFull" },
  ],
  [
    "two that exclude each other",
    [
      "  cause: Because pandas==3.0.6 depends on numpy>=2.0 and you require numpy==1.26.4, we can conclude that your requirements are unsatisfiable.",
    ],
    { key: "environments.build.conflict", params: { why: "pandas==3.0.6 depends on numpy>=2.0 and you require numpy==1.26.4" } },
  ],
  [
    "anything else, without an address",
    ["error: strange at https://user:pw@host/x"],
    { key: "environments.build.failed", params: { subject: "all", detail: "strange at …" } },
  ],
];

test.each(said)("explains %s", (_, lines, message) => {
  expect(explainFailure(lines, "all")).toEqual(message);
});
