import { createHub } from "#hub/index.ts";
import { createSystemPorts } from "#hub/ports/system/index.ts";
import { sendToEveryone } from "#test/hub/open-hub.ts";

/** The slowest that a whole sample wedding still goes out in a test: about twelve messages a second, forty seconds. */
export const slowPractice = { USHER_PRACTICE_SPEED: "0.2", USHER_PRACTICE_QUIET_HOURS: "off" } as const;

/**
 * A data folder with the sample wedding and an approved message to all, of which nothing has left yet: the app that opens it begins to send.
 * Answers how many there are.
 */
export const prepareApprovedCampaign = async (dataFolder: string): Promise<number> => {
  const ports = createSystemPorts(() => undefined, {});
  const hub = await createHub({
    ...ports,
    dataFolder,
    host: "headless",
    version: "0.0.0",
    limits: { quietHoursPractice: null },
    providerOptions: { practice: { speed: 0.001 } },
  });
  try {
    const client = hub.client();
    const { weddingId } = await client.weddings.openSample();
    const { approved } = await sendToEveryone(client, weddingId);
    return approved;
  } finally {
    await hub.stop();
  }
};
