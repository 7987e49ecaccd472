import { describe, expect, test } from "vitest";
import { chooseFiles, type OutputEntry } from "@/lib/models/choose-files";

const outputs = (...paths: readonly string[]): OutputEntry[] => paths.map((path) => ({ path, size: 1, sha256: path }));
const paths = (files: readonly OutputEntry[]) => files.map(({ path }) => path);

describe("without a path", () => {
  test("the only model file is taken, with the model.json beside it", () => {
    const chosen = chooseFiles(outputs("report.html", "best/model.joblib", "best/model.json", "model.json"), undefined);
    expect(paths(chosen.files)).toEqual(["model.joblib", "model.json"]);
    expect(chosen).toMatchObject({ entryPath: "model.joblib", format: "sklearn-joblib", signatureFile: { sha256: "best/model.json" } });
  });

  test("among several the one that is called model.joblib is meant", () => {
    expect(chooseFiles(outputs("a.joblib", "model.joblib"), undefined).entryPath).toBe("model.joblib");
  });

  test("several of equal right, none, and no outputs at all are refused in words", () => {
    expect(() => chooseFiles(outputs("a.joblib", "b.joblib"), undefined)).toThrow(/severalModelFiles/);
    expect(() => chooseFiles(outputs("a.txt"), undefined)).toThrow(/noModelFile/);
    expect(() => chooseFiles([], undefined)).toThrow(/noOutputs/);
  });
});

describe("with a path", () => {
  test("a folder brings everything below it, by paths from there", () => {
    const chosen = chooseFiles(outputs("m/model.joblib", "m/tables/a.csv", "mm/x"), "m/");
    expect(paths(chosen.files)).toEqual(["model.joblib", "tables/a.csv"]);
  });

  test("the empty path is all outputs", () => {
    expect(chooseFiles(outputs("net.onnx", "log.txt"), "")).toMatchObject({ entryPath: "net.onnx", format: "onnx", files: { length: 2 } });
  });

  test("a file of any kind can be kept, as another format", () => {
    expect(chooseFiles(outputs("weights.bin"), "weights.bin")).toMatchObject({ entryPath: "weights.bin", format: "other" });
  });

  test("what is not among the outputs is refused with its name", () => {
    expect(() => chooseFiles(outputs("a.joblib"), "b")).toThrow(/noSuchOutput/);
    expect(() => chooseFiles(outputs("ab/model.joblib"), "a")).toThrow(/noSuchOutput/);
  });
});
