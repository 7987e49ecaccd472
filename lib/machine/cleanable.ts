/** What an administrator can free by a click; everything comes back by itself when it is needed. */
export const cleanables = ["environments", "packages"] as const;
export type Cleanable = (typeof cleanables)[number];

export const cleaningKind = (what: Cleanable) => `machine.clean.${what}`;
