/** What the events of topics are called. A browser listens to each by its name: one that is not here would be told to nobody. */
export const topicEvents = ["change", "stands", "lines", "points", "operations", "inbox", "worker", "nodes", "refused"] as const;

export type TopicEventName = (typeof topicEvents)[number];
