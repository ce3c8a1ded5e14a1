export { flawlessBehaviour, practiceBehaviours } from "./behaviour.ts";
export type { PracticeBehaviour } from "./behaviour.ts";
export { createPracticeProvider } from "./practice-provider.ts";
export type { PracticeAcceptance, PracticeOptions, PracticeProvider } from "./practice-provider.ts";
