import type { Readable } from "node:stream";

const longestLine = 64 * 2 ** 20;

/** The first line of a stream; what follows it stays in the stream, which is left paused. */
export function readLine(stream: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const done = (settle: () => void) => {
      stream.off("readable", take);
      stream.off("end", ended);
      stream.off("error", failed);
      settle();
    };
    const ended = () => done(() => reject(new Error("the stream ended before its first line")));
    const failed = (error: Error) => done(() => reject(error));
    const take = () => {
      for (let chunk: Buffer | null = stream.read(); chunk; chunk = stream.read()) {
        const end = chunk.indexOf(10);
        size += chunk.length;
        if (end < 0 && size <= longestLine) {
          chunks.push(chunk);
          continue;
        }
        if (end < 0) return done(() => reject(new Error("the first line is too long")));
        const line = Buffer.concat([...chunks, chunk.subarray(0, end)]).toString("utf8");
        return done(() => {
          if (end + 1 < chunk.length) stream.unshift(chunk.subarray(end + 1));
          resolve(line);
        });
      }
    };
    stream.on("readable", take);
    stream.once("end", ended);
    stream.once("error", failed);
  });
}
