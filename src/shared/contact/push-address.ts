/** Services that carry a push to a device. A token says nothing about its service, so the address does. */
export const pushServices = ["fcm", "apns"] as const;
export type PushService = (typeof pushServices)[number];

export interface PushAddress {
  readonly service: PushService;
  readonly token: string;
}

/** What a contact point can hold, with the service in front. FCM's tokens have about 160 characters, Apple's 64. */
const addressLengthMax = 320;

const tokenForms: Readonly<Record<PushService, RegExp>> = {
  fcm: /^[A-Za-z0-9_:-]{16,315}$/u,
  // Apple warns that their length may change; 100 bytes are what it names as the most.
  apns: /^(?:[0-9a-f]{2}){32,100}$/u,
};

/**
 * The address of a device on the channel push: `fcm:<token>` or `apns:<token in lower-case hex>`. Undefined for what cannot be a token of
 * that service.
 */
export const pushAddressOf = (service: PushService, token: string): string | undefined => {
  const kept = service === "apns" ? token.trim().toLowerCase() : token.trim();
  const address = `${service}:${kept}`;
  return tokenForms[service].test(kept) && address.length <= addressLengthMax ? address : undefined;
};

/** Service and token of an address; undefined when it is none. */
export const readPushAddress = (address: string): PushAddress | undefined => {
  const service = pushServices.find((one) => address.startsWith(`${one}:`));
  if (service === undefined) return undefined;
  const token = address.slice(service.length + 1);
  return pushAddressOf(service, token) === address ? { service, token } : undefined;
};

const deviceWords: Readonly<Record<PushService, string>> = { fcm: "Device (Firebase)", apns: "Apple device" };

/** An address as people should see it: a device's token says nothing to anybody, so only its end tells two of them apart. */
export const shownAddress = (address: string): string => {
  const device = readPushAddress(address);
  return device === undefined ? address : `${deviceWords[device.service]} …${device.token.slice(-4)}`;
};
