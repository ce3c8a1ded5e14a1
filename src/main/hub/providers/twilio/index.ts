export { createTwilioProvider, type TwilioOptions } from "./twilio-provider.ts";
