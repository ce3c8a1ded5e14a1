export { createSendgridProvider, type SendgridOptions } from "./sendgrid-provider.ts";
