export { apnsKeyOf, createApnsProvider, type ApnsOptions } from "./apns-provider.ts";
