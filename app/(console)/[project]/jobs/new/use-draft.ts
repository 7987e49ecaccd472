"use client";

import { useEffect, useRef, useState } from "react";
import { emptyDraft, type JobDraft } from "./draft";

/** A draft that this device keeps until it is submitted or thrown away. `start` is what the page opened with. */
export function useDraft(place: string, start: JobDraft) {
  const key = `cairn.draft.${place}`;
  const [draft, setDraft] = useState(start);
  const [isRestored, setRestored] = useState(false);
  const isTouched = useRef(false);

  useEffect(() => {
    const kept = read(key);
    if (kept === null) return;
    setDraft(kept);
    setRestored(true);
  }, [key]);

  useEffect(() => {
    if (!isTouched.current) return;
    const timer = setTimeout(() => localStorage.setItem(key, JSON.stringify(draft)), 300);
    return () => clearTimeout(timer);
  }, [key, draft]);

  const forget = () => {
    isTouched.current = false;
    localStorage.removeItem(key);
  };
  return {
    draft,
    isRestored,
    change(changes: Partial<JobDraft>) {
      isTouched.current = true;
      setDraft((before) => ({ ...before, ...changes }));
    },
    replace(next: JobDraft) {
      isTouched.current = true;
      setDraft(next);
    },
    startOver() {
      forget();
      setRestored(false);
      setDraft(start);
    },
    forget,
  };
}

function read(key: string): JobDraft | null {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "null") as JobDraft | null;
    const isDraft = kept && typeof kept.code === "string" && Array.isArray(kept.inputs) && Array.isArray(kept.parameters);
    // One that an older console wrote lacks what is new.
    return isDraft ? { ...emptyDraft, ...kept } : null;
  } catch {
    // A draft that another version of the console wrote is of no use.
    return null;
  }
}
