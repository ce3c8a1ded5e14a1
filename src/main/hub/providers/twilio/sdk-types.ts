import type TwilioSdk from "twilio";

/** The SDK is loaded at first use; these are only its types. */
export type Twilio = TwilioSdk.Twilio;
export type ClientOpts = NonNullable<ConstructorParameters<typeof TwilioSdk.Twilio>[2]>;
export type MessageFields = Parameters<Twilio["messages"]["create"]>[0];
