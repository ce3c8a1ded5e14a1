export { createSmtpProvider, type SmtpOptions } from "./smtp-provider.ts";
export { isHost, isPort, smtpAccountOf } from "./server-address.ts";
