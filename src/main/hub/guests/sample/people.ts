import type { ContactPoint, Guest, Household, Wedding, WeddingEvent } from "#shared/domain/index.ts";
import { readContact } from "#shared/contact/contact-entry.ts";
import { foldText } from "#shared/contact/fold-text.ts";
import type { Ids } from "#hub/ports/index.ts";
import type { Chance } from "./chance.ts";
import { nameStocks, phoneRanges, type NameStock, type PhoneRange } from "./names.ts";

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
  for (const stock of nameStocks) for (let index = 0; index < stock.households; index += 1) addHousehold(people, stock, make, input);
  addDuplicates(people, make, input.chance);
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

const addHousehold = (people: People, stock: NameStock, make: Maker, { chance }: PeopleInput): void => {
  const family = chance.pick(stock.families);
  const household = make.household(stock.household(family), chance.share(0.7));
  const table = chance.share(0.55) ? `Table ${1 + Math.floor(chance.next() * 42)}` : "";
  const tags = chance.share(0.4) ? [chance.pick(tagStock)] : [];
  const person = (givenName: string, part: Partial<Guest> = {}): Guest =>
    make.guest(household, stock, {
      givenName,
      familyName: family,
      table,
      tags: [...tags],
      diet: chance.share(0.14) ? chance.pick(diets) : "",
      accessNeeds: chance.share(0.02) ? chance.pick(accessNeeds) : "",
      note: chance.share(0.04) ? chance.pick(notes) : "",
      ...part,
    });
  const [first, second] = chance.share(0.5) ? [stock.women, stock.men] : [stock.men, stock.women];
  const head = person(chance.pick(first));
  head.contactPoints.push(...contactsOf(head, stock, make, chance));
  const members = [head];
  if (chance.share(0.74)) {
    const partner = person(chance.pick(second), chance.share(0.18) ? { familyName: chance.pick(stock.families) } : {});
    // Couples share an inbox, or a phone.
    partner.contactPoints.push(
      ...(chance.share(0.3)
        ? head.contactPoints.map((point) => make.contact(point.channel as "email" | "sms", point.entered))
        : contactsOf(partner, stock, make, chance)),
    );
    members.push(partner);
    const children = chance.share(0.38) ? 1 + Math.floor(chance.next() * 3) : 0;
    for (let index = 0; index < children; index += 1)
      members.push(person(chance.pick(chance.share(0.5) ? stock.women : stock.men), { kind: "child" }));
  } else if (chance.share(0.45)) {
    members.push(person("", { familyName: "", kind: "plus-one", diet: "", note: "", accessNeeds: "" }));
  }
  people.households.push(household);
  people.guests.push(...members);
};

/** Most have both; some only a landline, some only one of two, some nothing that can be used. */
const contactsOf = (guest: Guest, stock: NameStock, make: Maker, chance: Chance): ContactPoint[] => {
  const draw = chance.next();
  if (draw < 0.03) return [];
  if (draw < 0.06) return [make.phone(stock.phones, "landline")];
  if (draw < 0.075) return [make.contact("email", `${foldText(guest.givenName)} at example dot com`)];
  if (draw < 0.09) return [make.contact("sms", "ask her mother")];
  if (draw < 0.2) return [make.phone(stock.phones, "mobile")];
  const email = make.email(guest.givenName, guest.familyName);
  return draw < 0.5 ? [email] : [email, make.phone(stock.phones, "mobile")];
};

/** The same people once more, as two lists were put together: a nickname, a typo, a lost accent, the same inbox. */
const addDuplicates = ({ households, guests }: People, make: Maker, chance: Chance): void => {
  const adults = guests.filter(({ kind, familyName }) => kind === "adult" && /^\p{Script=Latin}{5,}$/u.test(familyName.normalize("NFC")));
  for (let index = 0; index < 9; index += 1) {
    const original = adults[Math.floor(((index + 0.5) / 9) * adults.length)];
    const stock = nameStocks.find(({ language }) => language === original?.language);
    if (original === undefined || stock === undefined) continue;
    const familyName = chance.share(0.5)
      ? swapLetters(original.familyName)
      : original.familyName.normalize("NFKD").replaceAll(/\p{M}/gu, "");
    const household = make.household(`${original.givenName} ${familyName}`, false);
    const contactPoints = chance.share(0.5)
      ? original.contactPoints.map(({ channel, entered }) => make.contact(channel as "email" | "sms", entered))
      : [];
    households.push(household);
    guests.push(make.guest(household, stock, { givenName: original.givenName, familyName, contactPoints, note: "From Omar's list" }));
  }
};

const swapLetters = (text: string): string => `${text.slice(0, 2)}${text.charAt(3)}${text.charAt(2)}${text.slice(4)}`;

/** Gives some guests, spread over the list, an address whose outcome in practice mode is certain. */
const force = (guests: readonly Guest[], make: Maker): void => {
  const withEmail = guests.filter(({ contactPoints }) => contactPoints[0]?.channel === "email" && contactPoints[0].address !== "");
  forcedLocalParts.forEach((localPart, index) => {
    const guest = withEmail[Math.floor(((index + 0.3) / forcedLocalParts.length) * withEmail.length)];
    guest?.contactPoints.splice(0, 1, make.contact("email", `${localPart}+guest${index + 1}@example.com`));
  });
  const phoneOnly = guests.filter(({ contactPoints }) => contactPoints.length === 1 && contactPoints[0]?.lineType === "mobile");
  forcedNumbers.forEach((number, index) => {
    const guest = phoneOnly[Math.floor(((index + 0.3) / forcedNumbers.length) * phoneOnly.length)];
    guest?.contactPoints.splice(0, 1, { ...make.contact("sms", number), lineType: "mobile" });
  });
};
