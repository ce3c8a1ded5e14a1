export { createFcmProvider, type FcmOptions } from "./fcm-provider.ts";
export { readServiceAccount } from "./service-account.ts";
