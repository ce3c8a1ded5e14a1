import { os } from "./implementer.ts";
import type { Rooms } from "./rooms.ts";

export const settingsApi = ({ accounts, accountUse }: Rooms) => ({
  providers: os.settings.providers.handler(({ signal }) => accounts.providers(signal)),
  addAccount: os.settings.addAccount.handler(({ input }) => accounts.addAccount(input)),
  saveProvider: os.settings.saveProvider.handler(async ({ input }) => {
    await accounts.saveProvider(input);
    return {};
  }),
  testThenSave: os.settings.testThenSave.handler(({ input }) => accounts.testThenSave(input)),
  testProvider: os.settings.testProvider.handler(({ input }) => accounts.testProvider(input)),
  removeProvider: os.settings.removeProvider.handler(async ({ input }) => {
    await accounts.removeProvider(input);
    return {};
  }),
  accountUse: os.settings.accountUse.handler(({ input }) => accountUse(input)),
  moveAccount: os.settings.moveAccount.handler(async ({ input }) => {
    await accounts.moveAccount(input);
    return {};
  }),
  saveFigures: os.settings.saveFigures.handler(async ({ input }) => {
    await accounts.saveFigures(input);
    return {};
  }),
});
