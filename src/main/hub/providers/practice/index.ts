export { flawlessBehaviour } from "./behaviour.ts";
export type { PracticeBehaviour } from "./behaviour.ts";
export type { PracticeAcceptance } from "./books.ts";
export { createPracticeProvider } from "./practice-provider.ts";
export type { PracticeOptions, PracticeProvider } from "./practice-provider.ts";
