import { z } from "zod";

/** How many accelerators of each type, by the names under which nodes offer them. */
export const acceleratorsInput = z
  .record(z.string().regex(/^[a-z0-9.-]+\/[A-Za-z0-9][-A-Za-z0-9_.]{0,62}$/), z.number().int().min(1).max(1024))
  .refine((given) => Object.keys(given).length <= 8)
  .meta({ description: 'By the names of the cluster: `{"nvidia.com/gpu": 1}`.' });
