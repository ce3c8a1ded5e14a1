import { os } from "./implementer.ts";
import type { Rooms } from "./rooms.ts";

export const settingsApi = ({ accounts }: Rooms) => ({
  providers: os.settings.providers.handler(({ signal }) => accounts.providers(signal)),
  saveProvider: os.settings.saveProvider.handler(async ({ input }) => {
    await accounts.saveProvider(input);
    return {};
  }),
  testProvider: os.settings.testProvider.handler(({ input }) => accounts.testProvider(input)),
  removeProvider: os.settings.removeProvider.handler(async ({ input }) => {
    await accounts.removeProvider(input);
    return {};
  }),
});
