/** How long what was deleted can be taken back. */
export const binDays = 30;
