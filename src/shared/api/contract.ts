import type { ContractRouterClient } from "@orpc/contract";
import { appContract } from "./app.ts";
import { campaignsContract } from "./campaigns.ts";
import { guestsContract, historyContract } from "./guests.ts";
import { importsContract } from "./imports.ts";
import { lanesContract } from "./lanes.ts";
import { messagesContract } from "./messages.ts";
import { settingsContract } from "./settings.ts";
import { suppressionsContract } from "./suppressions.ts";
import { weddingsContract } from "./weddings.ts";

/** All that a face may ask of the hub, over any transport. One file per area beside this one. */
export const contract = {
  app: appContract,
  weddings: weddingsContract,
  guests: guestsContract,
  history: historyContract,
  imports: importsContract,
  campaigns: campaignsContract,
  messages: messagesContract,
  lanes: lanesContract,
  suppressions: suppressionsContract,
  settings: settingsContract,
};

export type UsherContract = typeof contract;
/** The typed client that every transport gives. */
export type UsherClient = ContractRouterClient<UsherContract>;
