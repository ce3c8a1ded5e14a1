import type { ContactPoint, Guest, Household, Wedding, WeddingEvent } from "#shared/domain/index.ts";
import { readContact } from "#shared/contact/contact-entry.ts";
import { foldText } from "#shared/contact/fold-text.ts";
import type { Ids } from "#hub/ports/index.ts";
import type { Chance } from "./chance.ts";
import { nameStocks, type NameStock } from "./names.ts";
import { phoneRanges, type PhoneRange } from "./phone-ranges.ts";

export interface PeopleInput {
  readonly wedding: Wedding;
  readonly events: readonly WeddingEvent[];
  readonly chance: Chance;
  readonly ids: Ids;
  readonly now: number;
}

interface People {
  readonly households: Household[];
  readonly guests: Guest[];
}

const diets = [
  "vegan",
  "Vegan",
  "végétarien",
  "halal",
  "gluten-free",
  "nut allergy (severe!)",
  "no pork",
  "lactose intolerant",
  "koscher",
  "pescatarian",
];
const accessNeeds = ["wheelchair", "hard of hearing, seat near the front", "guide dog", "needs a high chair"];
const tagStock = ["family", "work", "university", "VIP", "choir", "neighbours", "speech"];
const notes = [
  "Arrives late, flight lands 14:20",
  "Do not seat next to Uncle Gaël",
  "Brings a guitar",
  "Asked twice about parking",
  "Address from last year's Christmas card",
];

/** Local parts that practice mode answers in a certain way, so that a rehearsal always shows each outcome. */
const forcedLocalParts = ["bounce", "bounce", "reject", "complained", "delayed", "deferred", "unknown", "silent", "opened", "clicked"];
/** The same for texts (see practice mode's forced courses). */
const forcedNumbers = ["+15005550001", "+15005550004", "+15005550013"];

/** Households and guests with the mess of a real list. */
export const samplePeople = (input: PeopleInput): People => {
  const people: People = { households: [], guests: [] };
  const make = createMaker(input);
  for (const stock of nameStocks) {
    const names = createNames(stock, input.chance);
    for (let index = 0; index < stock.households; index += 1) addHousehold(people, stock, names, make, input);
  }
  addDuplicates(people, make);
  force(people.guests, make);
  return people;
};

/** 05 to 99: the Swedish range begins there. */
const numbersPerPrefix = 95;

interface Maker {
  household(label: string, postal: boolean): Household;
  guest(household: Household, stock: NameStock, part: Partial<Guest>): Guest;
  email(givenName: string, familyName: string): ContactPoint;
  phone(range: PhoneRange, kind: "mobile" | "landline"): ContactPoint;
  contact(channel: "email" | "sms", entered: string): ContactPoint;
}

const createMaker = ({ wedding, events, chance, ids, now }: PeopleInput): Maker => {
  const taken = new Map<string, number>();
  const numbers = new Map<string, number>();
  const contact = (channel: "email" | "sms", entered: string): ContactPoint => ({
    id: ids.next(),
    channel,
    ...readContact(channel, entered, "FR"),
    consent: "assumed",
  });
  return {
    contact,
    household: (label, postal) => ({
      id: ids.next(),
      weddingId: wedding.id,
      label,
      rsvpToken: ids.token(),
      note: "",
      createdAt: now,
      updatedAt: now,
      postalAddress: postal ? `${1 + Math.floor(chance.next() * 98)} rue de l'Exemple, 00000 Saint-Exemple` : "",
    }),
    guest: (household, stock, part) => ({
      id: ids.next(),
      weddingId: wedding.id,
      householdId: household.id,
      kind: "adult",
      givenName: "",
      familyName: "",
      language: stock.language,
      zone: null,
      side: stock.side,
      tags: [],
      diet: "",
      accessNeeds: "",
      table: "",
      note: "",
      contactPoints: [],
      preferredChannel: null,
      invitedTo: events.map(({ id }) => id),
      importId: null,
      createdAt: now,
      updatedAt: now,
      ...part,
    }),
    email: (givenName, familyName) => {
      const ascii = foldText(`${givenName}.${familyName}`)
        .replaceAll(/[^a-z.]+/gu, "")
        .replaceAll(/\.+/gu, ".")
        .replaceAll(/^\.|\.$/gu, "");
      const base = ascii.length < 4 ? "guest" : ascii;
      const count = (taken.get(base) ?? 0) + 1;
      taken.set(base, count);
      return contact("email", `${base}${count === 1 && base !== "guest" ? "" : count}@guests.usher.test`);
    },
    phone: (range, kind) => {
      const prefixes = phoneRanges[range][kind];
      const key = `${range} ${kind}`;
      const count = numbers.get(key) ?? 0;
      numbers.set(key, count + 1);
      const prefix = prefixes[Math.floor(count / numbersPerPrefix) % prefixes.length] ?? "";
      return contact("sms", prefix + String(5 + (count % numbersPerPrefix)).padStart(2, "0"));
    },
  };
};

const addHousehold = (people: People, stock: NameStock, names: Names, make: Maker, { chance }: PeopleInput): void => {
  const family = names.family();
  const household = make.household(stock.household(family), chance.share(0.7));
  const table = chance.share(0.55) ? `Table ${1 + Math.floor(chance.next() * 42)}` : "";
  const tags = chance.share(0.4) ? [chance.pick(tagStock)] : [];
  const person = (sex: Sex, part: Partial<Guest> = {}): Guest => {
    const familyName = part.familyName ?? family;
    return make.guest(household, stock, {
      givenName: names.given(sex, familyName),
      table,
      tags: [...tags],
      diet: chance.share(0.14) ? chance.pick(diets) : "",
      accessNeeds: chance.share(0.02) ? chance.pick(accessNeeds) : "",
      note: chance.share(0.04) ? chance.pick(notes) : "",
      ...part,
      familyName,
    });
  };
  const [first, second]: readonly [Sex, Sex] = chance.share(0.5) ? ["women", "men"] : ["men", "women"];
  const head = person(first);
  head.contactPoints.push(...contactsOf(head, stock, make, chance));
  const members = [head];
  if (chance.share(0.76)) {
    const partner = person(second, chance.share(0.18) ? { familyName: names.family() } : {});
    partner.contactPoints.push(
      ...(isReachable(head) && chance.share(0.3) ? sameContacts(head, make) : contactsOf(partner, stock, make, chance)),
    );
    members.push(partner);
    const parent = [head, partner].find(isReachable) ?? head;
    const children = chance.share(0.44) ? 1 + Math.floor(chance.next() * 3) : 0;
    for (let index = 0; index < children; index += 1) members.push(childOf(parent, person, make, chance));
  } else if (chance.share(0.18)) {
    members.push(make.guest(household, stock, { kind: "plus-one", table, tags: [...tags] }));
  }
  people.households.push(household);
  people.guests.push(...members);
};

/** Parents write their own inbox beside a child's name, or the one number they have. */
const childOf = (parent: Guest, person: (sex: Sex, part: Partial<Guest>) => Guest, make: Maker, chance: Chance): Guest => {
  const child = person(chance.share(0.5) ? "women" : "men", { kind: "child" });
  const contacts = sameContacts(parent, make);
  child.contactPoints.push(...contacts.filter(({ channel }) => channel === "email" || contacts.length === 1));
  return child;
};

const isReachable = ({ contactPoints }: Guest): boolean =>
  contactPoints.some(({ address, lineType }) => address !== "" && lineType !== "landline");

/** Couples share an inbox, or a phone. */
const sameContacts = (guest: Guest, make: Maker): ContactPoint[] =>
  guest.contactPoints.map(({ channel, entered }) => make.contact(channel as "email" | "sms", entered));

/** Most have both; some one of two; a few only a landline, or nothing that can be used. */
const contactsOf = (guest: Guest, stock: NameStock, make: Maker, chance: Chance): ContactPoint[] => {
  const draw = chance.next();
  if (draw < 0.008) return [];
  if (draw < 0.016) return [make.phone(stock.phones, "landline")];
  if (draw < 0.026) return [make.contact("email", `${foldText(guest.givenName)} at example dot com`)];
  if (draw < 0.036) return [make.contact("sms", "ask her mother")];
  if (draw < 0.2) return [make.phone(stock.phones, "mobile")];
  const email = make.email(guest.givenName, guest.familyName);
  if (draw < 0.28) return [email, make.phone(stock.phones, "landline")];
  return draw < 0.5 ? [email] : [email, make.phone(stock.phones, "mobile")];
};

type Sex = "women" | "men";

interface Names {
  /** The next family; all of them come before one comes again. */
  family(): string;
  /** A given name that nobody of this family has yet, in the same way. */
  given(sex: Sex, familyName: string): string;
}

const createNames = (stock: NameStock, chance: Chance): Names => {
  const bags = new Map<string, string[]>();
  const next = (bag: "families" | Sex): string => {
    let rest = bags.get(bag) ?? [];
    if (rest.length === 0) rest = chance.shuffled(stock[bag]);
    const [name = "", ...others] = rest;
    bags.set(bag, others);
    return name;
  };
  const taken = new Set<string>();
  return {
    family: () => next("families"),
    given: (sex, familyName) => {
      let name = next(sex);
      for (let tries = 0; tries < stock[sex].length * 2 && taken.has(foldText(`${name} ${familyName}`)); tries += 1) name = next(sex);
      taken.add(foldText(`${name} ${familyName}`));
      return name;
    },
  };
};

/** People on both lists. More would be a list that nobody believes, fewer none to try the tool on. */
const duplicatePairs = 10;

/** The same people once more, as two lists were put together: a lost accent, turned letters, the same inbox, a name after a marriage. */
const addDuplicates = ({ households, guests }: People, make: Maker): void => {
  const adults = guests.filter(
    (one) => one.kind === "adult" && isReachable(one) && /^\p{Script=Latin}{6,}$/u.test(one.familyName.normalize("NFC")),
  );
  for (let index = 0; index < duplicatePairs; index += 1) {
    const original = adults[Math.floor(((index + 0.5) / duplicatePairs) * adults.length)];
    const stock = nameStocks.find(({ language }) => language === original?.language);
    if (original === undefined || stock === undefined) continue;
    const { givenName, familyName } = original;
    const writings: readonly { readonly familyName: string; readonly contactPoints: ContactPoint[] }[] = [
      { familyName: familyName.normalize("NFKD").replaceAll(/\p{M}/gu, ""), contactPoints: [make.phone(stock.phones, "mobile")] },
      { familyName: turnLetters(familyName), contactPoints: [] },
      { familyName: familyName.toUpperCase(), contactPoints: sameContacts(original, make) },
      { familyName: `${familyName}-Haddad`, contactPoints: sameContacts(original, make) },
    ];
    const writing = writings[index % writings.length];
    const household = make.household(`${givenName} ${writing?.familyName ?? familyName}`, false);
    households.push(household);
    guests.push(make.guest(household, stock, { givenName, ...writing, note: "From Omar's list" }));
  }
};

/** Two different neighbours, plain letters, change places. */
const turnLetters = (text: string): string => {
  let at = 2;
  while (at < text.length - 2 && !/^([a-z])(?!\1)[a-z]/u.test(text.slice(at))) at += 1;
  return `${text.slice(0, at)}${text.charAt(at + 1)}${text.charAt(at)}${text.slice(at + 2)}`;
};
/** Gives some guests, spread over the list, an address whose outcome in practice mode is certain. */
const force = (guests: readonly Guest[], make: Maker): void => {
  const withEmail = guests.filter(
    ({ kind, contactPoints }) => kind === "adult" && contactPoints[0]?.channel === "email" && contactPoints[0].address !== "",
  );
  forcedLocalParts.forEach((localPart, index) => {
    const guest = withEmail[Math.floor(((index + 0.3) / forcedLocalParts.length) * withEmail.length)];
    guest?.contactPoints.splice(0, 1, make.contact("email", `${localPart}+guest${index + 1}@example.com`));
  });
  const phoneOnly = guests.filter(
    ({ kind, contactPoints }) => kind === "adult" && contactPoints.length === 1 && contactPoints[0]?.lineType === "mobile",
  );
  forcedNumbers.forEach((number, index) => {
    const guest = phoneOnly[Math.floor(((index + 0.3) / forcedNumbers.length) * phoneOnly.length)];
    guest?.contactPoints.splice(0, 1, { ...make.contact("sms", number), lineType: "mobile" });
  });
};
