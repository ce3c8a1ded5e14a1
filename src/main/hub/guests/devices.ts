import { isDeepStrictEqual } from "node:util";
import { pushAddressOf, type PushService } from "#shared/contact/push-address.ts";
import type { ContactPoint } from "#shared/domain/guest.ts";
import { UsherError } from "#shared/problem.ts";
import type { Clock, Ids } from "#hub/ports/index.ts";
import type { StoreCollections } from "#hub/store/index.ts";
import { guestGone } from "./guest-commands.ts";
import { withDevice } from "./with-device.ts";

interface Device {
  readonly weddingId: string;
  readonly guestId: string;
  readonly service: PushService;
  readonly token: string;
}

/**
 * The devices on which a guest takes pushes: contact points of the channel push with the address `fcm:<token>` or `apns:<token>`. States of one:
 * registered -> refreshed (same point, other address) -> gone. That a service calls it gone arrives as a suppression (delivery/suppressions.ts),
 * which stops it at once everywhere; the point leaves with the guest's next registration.
 */
export interface Devices {
  /**
   * Notes a device, or its renewed token in place of `replaces`. The same token twice is one device. One that a service called gone and that
   * registers again is alive. Throws `UsherError` `push-token-not-understood`, `guest-gone`, `too-many-addresses`.
   */
  registerDevice(input: Device & { readonly replaces: string | null }): Promise<{ contactPointId: string }>;
  /** The guest turned pushes off on this device; without a trace when it is unknown. Throws as above. */
  forgetDevice(input: Device): Promise<void>;
}

export interface DevicesDeps {
  readonly collections: Pick<StoreCollections, "guests" | "suppressions">;
  readonly clock: Clock;
  readonly ids: Ids;
}

export const createDevices = ({ collections, clock, ids }: DevicesDeps): Devices => {
  /** Not a command of the planner: nothing to undo. */
  const change = async (
    { weddingId, guestId }: Device,
    changed: (points: readonly ContactPoint[]) => readonly ContactPoint[],
  ): Promise<readonly ContactPoint[]> => {
    const guest = await collections.guests.findOne(guestId).exec();
    if (guest === null || guest.weddingId !== weddingId) throw guestGone();
    const after = await guest.incrementalModify((data) => {
      const contactPoints = changed(data.contactPoints);
      if (isDeepStrictEqual(contactPoints, data.contactPoints)) return data;
      return { ...data, contactPoints: [...contactPoints], updatedAt: clock.now() };
    });
    return after.contactPoints;
  };
  const goneDevices = (weddingId: string) =>
    collections.suppressions.find({ selector: { weddingId, channel: "push", reason: "hard-bounce" } }).exec();
  return {
    registerDevice: async (input) => {
      const address = addressOf(input.service, input.token);
      const replaces = input.replaces === null ? "" : (pushAddressOf(input.service, input.replaces) ?? "");
      const gone = await goneDevices(input.weddingId);
      const dead = new Set(gone.map((one) => one.address));
      dead.delete(address);
      const points = await change(input, (known) => withDevice(known, { address, replaces, dead, newId: () => ids.next() }));
      // After the point: whoever is stopped in between finds it suppressed, and registers once more.
      await Promise.all(gone.filter((one) => one.address === address).map((one) => one.remove()));
      const device = points.find((one) => one.channel === "push" && one.address === address);
      if (device === undefined) throw new Error("a device that was just registered is not there");
      return { contactPointId: device.id };
    },
    forgetDevice: async (input) => {
      const address = addressOf(input.service, input.token);
      await change(input, (known) => known.filter((one) => one.channel !== "push" || one.address !== address));
    },
  };
};

const addressOf = (service: PushService, token: string): string => {
  const address = pushAddressOf(service, token);
  if (address === undefined)
    throw new UsherError({
      code: "push-token-not-understood",
      sentence: "This does not look like a device of that push service.",
      nextStep: "Register the device once more from its app.",
    });
  return address;
};
