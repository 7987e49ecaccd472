"use client";

import { createContext, use } from "react";

const NonceContext = createContext<string | undefined>(undefined);

/** Hands the page's nonce to the few parts that write a style element. */
export const NonceProvider = NonceContext.Provider;

export function useNonce(): string | undefined {
  return use(NonceContext);
}
