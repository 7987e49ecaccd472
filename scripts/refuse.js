/** Ends with one line that says what, why and what to type. */
export function refuse(sentence) {
  console.error(`✗ ${sentence}`);
  process.exit(1);
}
