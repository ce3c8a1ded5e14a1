export { createResendProvider, type ResendOptions } from "./resend-provider.ts";
