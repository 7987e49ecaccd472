import { expect, test } from "vitest";
import { parseRequirements } from "@/lib/environments/requirements";

const accepted = [
  "numpy",
  "scikit-learn==1.9.1",
  "torch >= 2.6, < 3",
  "pandas[parquet,excel]~=3.0",
  "Foo.Bar_baz!=1.0.*",
  "tomli>=2 ; python_version < '3.11'",
  "numpy # for arrays",
  "local===1.0+cpu",
  "requests (>=2)",
];
test.each(accepted)("accepts %j", (line) => {
  expect(parseRequirements(line).problems).toEqual([]);
  expect(parseRequirements(line).requirements).toHaveLength(1);
});

const refused: [string, string][] = [
  ["--index-url https://evil.example/simple", "environments.requirements.option"],
  ["-r other.txt", "environments.requirements.option"],
  ["-e .", "environments.requirements.editable"],
  ["numpy @ https://evil.example/numpy.whl", "environments.requirements.address"],
  ["git+https://evil.example/repo.git", "environments.requirements.address"],
  ["./wheels/thing.whl", "environments.requirements.path"],
  ["/etc/passwd", "environments.requirements.path"],
  ["thing-1.0.tar.gz", "environments.requirements.path"],
  ["numpy==1 --hash=sha256:00", "environments.requirements.hash"],
  ["numpy==1 \\", "environments.requirements.path"],
  ["numpy=1.2", "environments.requirements.oneEquals"],
  ["scikit learn", "environments.requirements.unreadable"],
  ["数据", "environments.requirements.unreadable"],
];
test.each(refused)("refuses %j and says why", (line, key) => {
  expect(parseRequirements(`# comment\n\n${line}`).problems).toMatchObject([{ line: 3, key }]);
});

test("every refused line is named, not just the first", () => {
  expect(parseRequirements("numpy\n-x\npandas\n--y\n").problems.map(({ line }) => line)).toEqual([2, 4]);
});

test("a package named twice is refused unless markers tell the two apart", () => {
  expect(parseRequirements("Foo_Bar==1\nfoo-bar==2").problems).toMatchObject([
    { line: 2, key: "environments.requirements.twice", params: { name: "foo-bar", first: 1 } },
  ]);
  expect(parseRequirements("a==1; python_version<'3.12'\na==2; python_version>='3.12'").problems).toEqual([]);
});
