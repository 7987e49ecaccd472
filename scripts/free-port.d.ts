/** A port nobody listens on right now, and that browsers agree to open. */
export function freePort(): Promise<number>;
