import type { ContactPoint } from "#shared/domain/guest.ts";
import { UsherError } from "#shared/problem.ts";

export interface DeviceArrival {
  readonly address: string;
  /** The address that this device had before its token was renewed; empty when it is unknown. */
  readonly replaces: string;
  /** Addresses that a push service called gone. */
  readonly dead: ReadonlySet<string>;
  readonly newId: () => string;
}

/** A guest has a phone, a tablet, perhaps a browser; more are old registrations of the same ones. */
const devicesMax = 5;
/** guest.ts. */
const contactPointsMax = 20;

/**
 * A guest's contact points once a device has registered. The same device stays one point: it is known by its address or by the one that it replaces.
 * Dead ones go, and the oldest beyond five. A "no" to pushes stays a "no". Throws `UsherError` `too-many-addresses`. Pure.
 */
export const withDevice = (points: readonly ContactPoint[], arrival: DeviceArrival): readonly ContactPoint[] => {
  const { address, replaces, dead, newId } = arrival;
  const devices = points.filter(({ channel }) => channel === "push");
  const known = devices.find((one) => one.address === address) ?? devices.find((one) => one.address === replaces);
  const device: ContactPoint = {
    id: known?.id ?? newId(),
    channel: "push",
    address,
    entered: address,
    lineType: "unknown",
    standing: known?.address === address && known.standing === "good" ? "good" : "unproven",
    // Somebody allowed pushes on the device, unless they said no to us before.
    consent: devices.some(({ consent }) => consent === "withdrawn") ? "withdrawn" : "given",
  };
  const isOver = (one: ContactPoint): boolean =>
    one.channel === "push" && one !== known && (dead.has(one.address) || one.address === replaces || one.address === address);
  const kept = points.filter((one) => !isOver(one)).map((one) => (one === known ? device : one));
  const all = withoutOldest(known === undefined ? [...kept, device] : kept, device.id);
  if (all.length > contactPointsMax) throw tooMany();
  return all;
};

/** The list grows at its end: the first devices are the oldest. */
const withoutOldest = (points: readonly ContactPoint[], keptId: string): readonly ContactPoint[] => {
  const others = points.filter(({ channel, id }) => channel === "push" && id !== keptId);
  const leaving = new Set(others.slice(0, Math.max(0, others.length + 1 - devicesMax)));
  return points.filter((one) => !leaving.has(one));
};

const tooMany = (): UsherError =>
  new UsherError({
    code: "too-many-addresses",
    sentence: `A guest has at most ${contactPointsMax} addresses.`,
    nextStep: "Remove one that is not used any more, then register the device again.",
  });
