import { describe, expect, test } from "vitest";
import { areaAt, areaHref, blocks, visibleBlocks } from "@/components/shell/navigation";

const project = { slug: "vision-lab" };
const ids = (reader: Parameters<typeof visibleBlocks>[0]) => visibleBlocks(reader).flatMap(({ areas }) => areas.map(({ id }) => id));

describe("the area of a path", () => {
  test("is the one whose pages it lies under", () => {
    expect(areaAt("/vision-lab/jobs/0199/logs", "vision-lab")?.id).toBe("jobs");
    expect(areaAt("/vision-lab/models", "vision-lab")?.id).toBe("models");
  });

  test("of the project itself is home, and of nothing else", () => {
    expect(areaAt("/vision-lab", "vision-lab")?.id).toBe("home");
    expect(areaAt("/vision-lab/somewhere", "vision-lab")).toBeUndefined();
    expect(areaAt("/vision-lab-2", "vision-lab")).toBeUndefined();
  });

  test("of the platform does not depend on a project", () => {
    expect(areaAt("/admin/users", undefined)?.id).toBe("users");
  });
});

describe("the sidebar", () => {
  test("shows the platform's areas to administrators only", () => {
    expect(ids({ project, account: { isAdministrator: false }, runsOn: "machine" })).not.toContain("users");
    expect(ids({ project, account: { isAdministrator: true }, runsOn: "machine" })).toContain("users");
  });

  test("shows a project's areas only where there is a project", () => {
    const reader = { project: null, account: { isAdministrator: true } };
    expect(ids({ ...reader, runsOn: "machine" })).toEqual(["users", "machine", "audit"]);
    expect(ids({ ...reader, runsOn: "cluster" })).toEqual(["users", "cluster", "registries", "volumes", "audit"]);
  });

  test("leads each area to an address of its own, and each letter to one area", () => {
    const areas = blocks.flatMap((block) => block.areas);
    const hrefs = areas.map((area) => areaHref(area, "p"));
    const keys = areas.flatMap(({ key }) => key ?? []);
    expect(new Set(hrefs).size).toBe(hrefs.length);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
