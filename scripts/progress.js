/** Says what is being done, with a running clock on a terminal. The returned function ends the line. */
export function progress(what) {
  const startedAt = performance.now();
  const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(1);
  const isTerminal = process.stdout.isTTY === true;
  if (!isTerminal) console.log(`… ${what}`);
  const clock = isTerminal ? setInterval(() => process.stdout.write(`\r… ${what} ${seconds()} s `), 100) : undefined;
  return (how = "done") => {
    clearInterval(clock);
    const mark = how === "done" ? "✓" : "✗";
    console.log(isTerminal ? `\r\u001b[2K${mark} ${what} (${seconds()} s)` : `${mark} ${what}: ${how} (${seconds()} s)`);
  };
}
