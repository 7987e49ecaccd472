/** What becomes of a pod whose node is emptied. `ends`: its attempt ends with it; `waits`: a budget allows no more now; `stuck`: nothing that Cairn may do moves it. */
export const podFates = ["moves", "retries", "ends", "waits", "stays", "stuck"] as const;
export type PodFate = (typeof podFates)[number];
