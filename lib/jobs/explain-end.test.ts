import { expect, test } from "vitest";
import { type End, explainEnd, mayPass } from "@/lib/jobs/explain-end";

const end = (text: string, values: Partial<End> = {}): End => ({
  exitCode: 1,
  exitSignal: null,
  reason: null,
  lines: text.split("\n").map((line, index) => ({ number: index + 1, text: line })),
  memoryBytes: 2 * 2 ** 30,
  maxRunSeconds: 60,
  ...values,
});

const packages = "/data/environments/abc/lib/python3.11/site-packages";

test("an exception is told with its place in the user's own code, not in a package", () => {
  const log = `epoch 1
Traceback (most recent call last):
  File "/work/train.py", line 41, in <module>
    main()
  File "/work/train.py", line 30, in main
    model.fit(x, y)
  File "${packages}/sklearn/base.py", line 1365, in wrapper
    return fit_method(estimator, *args, **kwargs)
ValueError: Found input variables with inconsistent numbers of samples: [10, 9]`;
  expect(explainEnd(end(log))).toEqual({
    key: "jobs.end.exception",
    params: {
      exception: "ValueError",
      detail: "Found input variables with inconsistent numbers of samples: [10, 9]",
      file: "train.py",
      line: 30,
      logLine: 2,
    },
  });
});

test("of chained exceptions the last one counts", () => {
  const log = `Traceback (most recent call last):
  File "/work/train.py", line 1, in <module>
KeyError: 'a'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/srv/run/x/work/lib/load.py", line 7, in load
RuntimeError: no such column`;
  expect(explainEnd(end(log)).params).toMatchObject({ exception: "RuntimeError", file: "lib/load.py", line: 7, logLine: 7 });
});

test.each([
  ["cv2", "opencv-python"],
  ["sklearn.svm", "scikit-learn"],
  ["PIL", "pillow"],
  ["xgboost", "xgboost"],
])("a missing module %s names the package %s", (module, name) => {
  const log = `Traceback (most recent call last):\n  File "/work/train.py", line 3, in <module>\nModuleNotFoundError: No module named '${module}'`;
  expect(explainEnd(end(log))).toMatchObject({ key: "jobs.end.missingModule", params: { module, package: name, line: 3 } });
});

test("a missing file is named", () => {
  const log = `Traceback (most recent call last):\n  File "/work/train.py", line 9, in <module>\nFileNotFoundError: [Errno 2] No such file or directory: '/data/trian.csv'`;
  expect(explainEnd(end(log))).toMatchObject({ key: "jobs.end.missingFile", params: { path: "/data/trian.csv", line: 9 } });
});

test("a script that cannot be read as Python says where", () => {
  const log = `  File "/work/train.py", line 2\n    print("x"\n         ^\nSyntaxError: '(' was never closed`;
  expect(explainEnd(end(log))).toEqual({
    key: "jobs.end.syntax",
    params: { detail: "'(' was never closed", file: "train.py", line: 2, logLine: 1 },
  });
});

test("arguments that the script refuses are told in its words", () => {
  const log = "usage: train.py [-h] [--lr LR]\ntrain.py: error: unrecognized arguments: --batch 3";
  expect(explainEnd(end(log, { exitCode: 2 }))).toEqual({
    key: "jobs.end.arguments",
    params: { detail: "unrecognized arguments: --batch 3", logLine: 2 },
  });
});

test.each<[Partial<End>, string]>([
  [{ exitCode: 137 }, "jobs.end.killed"],
  [{ exitCode: null, exitSignal: "SIGKILL" }, "jobs.end.killed"],
  [{ exitCode: 143 }, "jobs.end.terminated"],
  [{ exitCode: null, exitSignal: "SIGSEGV" }, "jobs.end.segfault"],
  [{ exitCode: 127 }, "jobs.end.noCommand"],
  [{ exitCode: null, reason: { key: "cannotStart", params: { detail: "torchrun: No such file or directory" } } }, "jobs.end.noProgram"],
  [{ exitCode: null, reason: { key: "cannotStart", params: { detail: "x: Exec format error" } } }, "jobs.end.cannotStart"],
  [{ exitCode: 3 }, "jobs.end.exited"],
  [{ exitCode: null, exitSignal: "SIGUSR1" }, "jobs.end.signalled"],
  [{ exitCode: null, reason: { key: "lost" } }, "jobs.end.lost"],
  [{ exitCode: null, exitSignal: "SIGKILL", reason: { key: "outOfMemory", params: { limitGib: 2 } } }, "jobs.end.outOfMemory"],
  [{ exitCode: null, exitSignal: "SIGTERM", reason: { key: "maxRunTime" } }, "jobs.end.maxRunTime"],
])("%j is %s", (values, key) => expect(explainEnd(end("nothing to see", values)).key).toBe(key));

test("a mistake in the script is not tried again, a lost machine is", () => {
  expect(mayPass({ key: "jobs.end.syntax" })).toBe(false);
  expect(mayPass({ key: "jobs.end.missingModule" })).toBe(false);
  expect(mayPass({ key: "jobs.end.machineRestarted" })).toBe(true);
});
