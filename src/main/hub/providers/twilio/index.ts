export { createTwilioProvider, type TwilioOptions } from "./twilio-provider.ts";
export { keptTemplates } from "./template-shelf.ts";
export { templateFor } from "./whatsapp-templates.ts";
