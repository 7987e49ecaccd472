"use client";

import { type ComponentProps, type RefObject, useEffect, useRef } from "react";

declare global {
  interface Window {
    /** From now on the form is sent by its own page; answers whether somebody sent it before. */
    cairnTakeForm?: (form: HTMLFormElement) => boolean;
  }
}

/** A form that may be sent before the page listens: a browser would load the page anew, without what was typed. Here it is sent a moment later. */
export function Form({ ref, ...props }: Omit<ComponentProps<"form">, "ref"> & { readonly ref?: RefObject<HTMLFormElement | null> }) {
  const own = useRef<HTMLFormElement>(null);
  const form = ref ?? own;
  useEffect(() => {
    const element = form.current;
    if (!element || !window.cairnTakeForm?.(element)) return;
    // Effects run before the page is rendered with what its inputs have just told of their early text.
    setTimeout(() => element.isConnected && element.requestSubmit());
  }, [form]);
  return <form ref={form} data-waits="" {...props} />;
}

const holdBack = `(() => {
  const sent = new WeakSet(), taken = new WeakSet();
  window.cairnTakeForm = (form) => { taken.add(form); return sent.delete(form); };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!("waits" in form.dataset) || taken.has(form)) return;
    event.preventDefault();
    sent.add(form);
  }, true);
})()`;

/** Stands before all forms of a document and holds back what is sent too early. */
export function EarlyForms({ nonce }: { readonly nonce: string | undefined }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: our own constant, which has to run before anything else does
  return <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: holdBack }} />;
}
