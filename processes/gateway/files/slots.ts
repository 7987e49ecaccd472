const most = 16;

interface Slots {
  taken: number;
  readonly waiting: (() => void)[];
}

const slots = new Map<string, Slots>();

/** Waits for one of 16 places of a grant: so many of its requests bring bytes at once. Call the result when done. */
export async function slotOf(grantId: string): Promise<() => void> {
  const own = slots.get(grantId) ?? { taken: 0, waiting: [] };
  slots.set(grantId, own);
  if (own.taken < most) own.taken += 1;
  else await new Promise<void>((resolve) => own.waiting.push(resolve));
  return () => {
    const next = own.waiting.shift();
    if (next) return next();
    own.taken -= 1;
    if (own.taken === 0) slots.delete(grantId);
  };
}
