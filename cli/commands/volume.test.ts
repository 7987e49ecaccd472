import { expect, test } from "vitest";
import { talk } from "@/cli/testing/talk";

const project = { id: "p1", slug: "vision", name: "Vision", kind: "personal", role: "owner" };
const volume = { id: "v1", name: "team-data" };

test("a list says what jobs of the project may mount, and how", async () => {
  const items = [
    { ...volume, description: "Photos", kind: "nfs", readOnly: true },
    { id: "v2", name: "scratch", description: "", kind: "claim", readOnly: false },
  ];
  const answers = {
    "GET projects": { items: [project], nextCursor: null },
    "GET projects/p1/shared-volumes": { items, nextCursor: null },
  };
  const { code, output } = await talk(answers, "volume", "list");
  expect(code).toBe(0);
  expect(output).toMatch(/^team-data +read only +Photos$/m);
  expect(output).toMatch(/^scratch +read and write/m);
});

test("a folder of a file server or a claim is added, for some projects where they are named", async () => {
  const answers = { "POST shared-volumes": volume, "GET projects/vision": project };
  const added = await talk(answers, "volume", "add", "team-data", "--nfs", "files.example:/export/data", "--read-only", "--only", "vision");
  expect(added.output).toBe("team-data can be mounted now.\n");
  expect(added.asked.at(-1)?.body).toEqual({
    name: "team-data",
    source: { kind: "nfs", server: "files.example", path: "/export/data" },
    readOnly: true,
    projectIds: ["p1"],
  });
  const claim = await talk(answers, "volume", "add", "team-data", "--claim", "data");
  expect(claim.asked).toMatchObject([{ body: { source: { kind: "claim", claim: "data" }, readOnly: false } }]);
});

test.each([
  ["[2001:db8::1]:/export", { server: "2001:db8::1", path: "/export" }],
  ["2001:db8::1:/a:b", { server: "2001:db8::1", path: "/a:b" }],
  ["files.example", { server: "files.example", path: "" }],
])("%s names a server and a folder, and the server judges them", async (nfs, source) => {
  const { asked } = await talk({ "POST shared-volumes": volume }, "volume", "add", "team-data", "--nfs", nfs);
  expect(asked[0]?.body).toMatchObject({ source: { kind: "nfs", ...source } });
});

test("without a place, or with two, nothing is asked for", async () => {
  for (const places of [[], ["--nfs", "a:/b", "--claim", "c"]]) {
    const { code, asked } = await talk({}, "volume", "add", "team-data", ...places);
    expect({ code, asked }).toEqual({ code: 2, asked: [] });
  }
});

test("one is deleted by its name", async () => {
  const answers = { "GET shared-volumes/team-data": volume, "DELETE shared-volumes/v1": {} };
  const { output, asked } = await talk(answers, "volume", "delete", "team-data");
  expect(output).toBe("team-data is deleted. Its files stay where they are.\n");
  expect(asked.at(-1)).toMatchObject({ method: "DELETE", path: "shared-volumes/v1" });
});
