import { expect, test } from "vitest";
import { talk, talkWith } from "@/cli/testing/talk";

const latest = {
  id: "v",
  number: 2,
  requirements: "numpy",
  pythonVersion: "3.13.1",
  packages: [{ name: "numpy", version: "2.4.6" }],
  image: null,
  status: "ready",
  isAsked: true,
  message: null,
  notHere: null,
  sizeBytes: 5_000_000,
};
const environment = { id: "e", projectId: "p", slug: "numbers", name: "Numbers", kind: "python", latest };
const image = { reference: "registry.example/train:1", digest: "sha256:abc", accelerator: "nvidia.com", architectures: ["arm64"] };
const project = { "GET projects": { items: [{ id: "p", slug: "vision", kind: "personal" }], nextCursor: null } };
const list = (one: object) => ({ ...project, "GET environments?projectId=p": { items: [one] } });

test("a list says why nothing can run in an environment, and what is built when first needed", async () => {
  const lazy = { ...environment, latest: { ...latest, status: "queued", isAsked: false } };
  expect((await talk(list(lazy), "environment", "list")).output).toContain("Built when first needed");
  const away = { ...environment, latest: { ...latest, notHere: { key: "environments.place.needsMachine" } } };
  expect((await talk(list(away), "environment", "list")).output).toMatch(/Cannot run here.*Choose a container image\./);
});

test("an environment shows its packages, or its image and what that is pinned to", async () => {
  const packages = await talk({ ...list(environment), "GET environments/e": environment }, "environment", "show", "numbers");
  expect(packages.output).toMatch(/PYTHON +3\.13\.1\n\nnumpy==2\.4\.6\n$/);
  const pinned = { ...environment, kind: "image", latest: { ...latest, requirements: "", packages: [], image } };
  const { output } = await talk({ ...list(pinned), "GET environments/e": pinned }, "environment", "show", "numbers");
  expect(output).toMatch(/DIGEST +sha256:abc\nARCHITECTURE +arm64\nACCELERATOR +nvidia\.com\n$/);
});

test("packages come from stdin, and a failed build that is waited for says why", async () => {
  const begun = { ...environment, latest: { ...latest, status: "queued" } };
  const message = { key: "environments.build.unknownPackage", params: { name: "numppy" } };
  const answers = {
    ...project,
    "POST environments": begun,
    "GET stream?topics=changes%3Ap": "event: open\ndata: {}\n\n",
    "GET environments/e": { ...begun, latest: { ...latest, status: "failed", message } },
  };
  const { code, error, asked } = await talkWith("numppy\n", answers, "environment", "create", "Numbers", "-", "--wait");
  expect(asked.find(({ method }) => method === "POST")?.body).toEqual({ projectId: "p", name: "Numbers", requirements: "numppy\n" });
  expect(code).toBe(1);
  expect(error).toContain("There is no package numppy in the index.");
});

test("an image is made with its needs, after the login by which it is pulled", async () => {
  const answers = { ...project, "PUT projects/p/registry-logins": { isTried: false }, "POST environments": environment };
  const needs = ["--accelerator", "nvidia.com", "--architecture", "arm64", "--pull-as", "reader"];
  const { code, error, asked } = await talkWith(
    "geheim\n",
    answers,
    "environment",
    "create",
    "Train",
    "--image",
    image.reference,
    ...needs,
  );
  expect(code).toBe(0);
  expect(error).toContain("The login for registry.example could not be tried");
  expect(asked.slice(1)).toEqual([
    {
      method: "PUT",
      path: "projects/p/registry-logins",
      body: { host: "registry.example", username: "reader", password: "geheim" },
    },
    {
      method: "POST",
      path: "environments",
      body: {
        projectId: "p",
        name: "Train",
        image: { reference: image.reference, accelerator: "nvidia.com", architectures: ["arm64"] },
      },
    },
  ]);
});

test("other packages make the next version, of what was read", async () => {
  const before = { ...environment, version: 4 };
  const after = { ...before, version: 5, latest: { ...latest, number: 3, status: "queued" } };
  const answers = { ...list(before), "PATCH environments/e": after };
  const { output, asked } = await talkWith("numpy\npandas\n", answers, "environment", "update", "numbers", "-", "--name", "More");
  expect(asked.at(-1)).toEqual({ method: "PATCH", path: "environments/e", body: { name: "More", requirements: "numpy\npandas\n" } });
  expect(output).toBe("numbers v3 is made.\n");
});

test("of another image holds what was said of the one before, unless something else is said", async () => {
  const before = { ...environment, kind: "image", version: 4, latest: { ...latest, image } };
  const answers = { ...list(before), "PATCH environments/e": before };
  const { output, asked } = await talk(answers, "environment", "update", "numbers", "--image", "registry.example/train:2");
  expect(asked.at(-1)?.body).toEqual({ image: { ...image, reference: "registry.example/train:2", digest: undefined } });
  expect(output).toBe("numbers is changed; it stays v2.\n");
  const other = await talk(answers, "environment", "update", "numbers", "--image", "registry.example/train:2", "--architecture", "x86-64");
  expect(other.asked.at(-1)?.body).toMatchObject({ image: { accelerator: "nvidia.com", architectures: ["x86-64"] } });
});

test("a build that failed is tried again, and said when it is there", async () => {
  const failed = { ...environment, latest: { ...latest, status: "failed" } };
  const answers = {
    ...list(failed),
    "POST environment-versions/v/build": { ...latest, status: "queued" },
    "GET stream?topics=changes%3Ap": "event: open\ndata: {}\n\n",
    "GET environments/e": environment,
  };
  const { code, output, asked } = await talk(answers, "environment", "build", "numbers", "--wait");
  expect(asked.find(({ method }) => method === "POST")?.body).toEqual({ projectId: "p" });
  expect({ code, output }).toEqual({ code: 0, output: "Code can run in numbers.\n" });
});

test.each([
  ["environment create x"],
  ["environment update x"],
  ["environment create x --accelerator nvidia.com"],
  ["environment create x requirements.txt --image registry.example/train:1"],
])("%s says too little or too much and asks nothing", async (line) => {
  expect(await talk({}, ...line.split(" "))).toMatchObject({ code: 2, asked: [] });
});
