import { expect, test } from "vitest";
import { digitRequest, exampleRequest, readAnswer, takesDigit } from "@/components/endpoints/infer-request";

const image = [{ name: "image", datatype: "FP64" as const, shape: [-1, 64] }];

test("a digit can be asked about where the model says so, or takes 64 numbers", () => {
  expect(takesDigit({ playground: "digit" }, [])).toBe(true);
  expect(takesDigit({ playground: "json" }, image)).toBe(false);
  expect(takesDigit(null, image)).toBe(true);
  expect(takesDigit(null, [{ name: "x", datatype: "FP32", shape: [-1, 8, 8] }])).toBe(true);
  expect(takesDigit(null, [{ name: "x", datatype: "FP32", shape: [-1, 4] }])).toBe(false);
});

test("a digit is one row in the model's own shape", () => {
  const request = digitRequest([{ name: "x", datatype: "FP32", shape: [-1, 8, 8] }], new Array(64).fill(1));
  expect(request.inputs[0]).toMatchObject({ name: "x", datatype: "FP32", shape: [1, 8, 8] });
});

test("an example has one row of every input", () => {
  const { inputs } = exampleRequest([...image, { name: "word", datatype: "BYTES", shape: [-1] }]);
  expect(inputs.map(({ shape, data }) => [shape, data.length])).toEqual([
    [[1, 64], 64],
    [[1], 1],
  ]);
});

test("an answer is read as label and shares of the classes", () => {
  const body = {
    outputs: [
      { name: "label", datatype: "INT64", shape: [1], data: [3] },
      { name: "probabilities", datatype: "FP64", shape: [1, 4], data: [0.1, 0, 0.1, 0.8] },
    ],
  };
  expect(readAnswer(body, undefined)).toMatchObject({ label: "3", shares: [{ name: "0", share: 0.1 }, {}, {}, { name: "3", share: 0.8 }] });
  expect(readAnswer(body, ["a", "b", "c", "d"])?.shares?.[3]?.name).toBe("d");
  expect(readAnswer({ outputs: [body.outputs[1]] }, undefined)?.label).toBe("3");
  expect(readAnswer({ error: "no" }, undefined)).toBeNull();
});
