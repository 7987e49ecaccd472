export * from "./accounts";
export * from "./data";
export * from "./platform";
export * from "./serve";
export * from "./train";
export * from "./volumes";
