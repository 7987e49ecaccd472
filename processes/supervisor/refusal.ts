/** Why Cairn does not start, as one line for the person at the terminal: what, why and what to type. */
export class Refusal extends Error {}
