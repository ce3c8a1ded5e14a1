import {
  campaignSchema,
  eventSchema,
  guestSchema,
  householdSchema,
  messageSchema,
  responseSchema,
  templateSchema,
  weddingSchema,
  type Campaign,
  type Guest,
  type Household,
  type Message,
  type Response,
  type Template,
  type Wedding,
  type WeddingEvent,
} from "#shared/domain/index.ts";
import { settingSchema, suppressionSchema, type Setting, type Suppression } from "#shared/domain/suppression.ts";
import type { RxCollection } from "rxdb/plugins/core";
import { rxSchemaOf } from "./rx-schema.ts";

/** What people see and what syncs. RxDB's open core allows 13 collections per process; one is kept free. */
export interface StoreCollections {
  readonly weddings: RxCollection<Wedding>;
  readonly events: RxCollection<WeddingEvent>;
  readonly households: RxCollection<Household>;
  readonly guests: RxCollection<Guest>;
  readonly responses: RxCollection<Response>;
  readonly templates: RxCollection<Template>;
  readonly campaigns: RxCollection<Campaign>;
  readonly messages: RxCollection<Message>;
  readonly suppressions: RxCollection<Suppression>;
  readonly settings: RxCollection<Setting>;
}

/** Durability per collection: FULL where a lost row would be an answer nobody saw, NORMAL elsewhere (design 5). */
const durable = { synchronous: "FULL" } as const;

/** What lists of messages filter by; an hour holds a big campaign's messages or two, and a list of years has some thousand of them. */
const messageCensus = {
  by: ["weddingId", "campaignId", "state", "delivery", "channel", "provider", "code"],
  order: "updatedAt",
  spanSize: 3_600_000,
} as const;

/** Version 0 had the words of its lists in the schema; the documents are the same. */
const byId = { version: 1, primaryKey: "id" } as const;

/** Schema versions and indexes. A changed schema needs a new version (`schema-hashes.json` notices). Every index starts with the wedding: nothing reads across weddings by accident. */
export const collectionPlan = {
  weddings: { schema: rxSchemaOf(weddingSchema, { ...byId, indexes: [] }) },
  events: { schema: rxSchemaOf(eventSchema, { ...byId, indexes: ["weddingId"] }) },
  households: { schema: rxSchemaOf(householdSchema, { ...byId, indexes: ["weddingId"] }) },
  guests: {
    schema: rxSchemaOf(guestSchema, { ...byId, indexes: ["weddingId", ["weddingId", "householdId"]] }),
  },
  responses: {
    schema: rxSchemaOf(responseSchema, { ...byId, indexes: ["weddingId", ["weddingId", "guestId"]] }),
    options: durable,
  },
  templates: { schema: rxSchemaOf(templateSchema, { ...byId, indexes: ["weddingId"] }) },
  campaigns: { schema: rxSchemaOf(campaignSchema, { ...byId, indexes: [["weddingId", "createdAt"]] }) },
  messages: {
    schema: rxSchemaOf(messageSchema, {
      ...byId,
      indexes: [
        ["weddingId", "updatedAt"],
        ["campaignId", "updatedAt"],
        ["guestId", "updatedAt"],
      ],
    }),
    options: { census: messageCensus },
  },
  suppressions: { schema: rxSchemaOf(suppressionSchema, { ...byId, indexes: ["weddingId"] }), options: durable },
  settings: { schema: rxSchemaOf(settingSchema, { ...byId, indexes: ["weddingId"] }) },
} as const;

/** No version so far changed what is in a document. RxDB copies them one by one, and goes on where it was cut off. */
export const migrationsTo = (version: number): Record<number, (document: object) => object> =>
  Object.fromEntries(Array.from({ length: version }, (_, before) => [before + 1, (document: object) => document]));
