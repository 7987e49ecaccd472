/** Counts what ran; the last line of a run of tests. */
export class Tally {
  add(isGood: boolean): void;
  addVitest(file: string, exitCode: number | null): void;
  addPlaywright(file: string, exitCode: number | null): void;
  addGo(output: string, exitCode: number | null): void;
  toString(): string;
}
