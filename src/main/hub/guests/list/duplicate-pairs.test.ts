import { describe, expect, it } from "vitest";
import type { Guest } from "#shared/domain/index.ts";
import { createDuplicatePairs, type DuplicateReason } from "./duplicate-pairs.ts";

interface Person {
  readonly name: readonly [string, string];
  readonly home?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly kind?: Guest["kind"];
}

const guestOf = (id: string, { name, home = id, email, phone, kind = "adult" }: Person): Guest => ({
  id,
  weddingId: "w",
  householdId: home,
  kind,
  givenName: name[0],
  familyName: name[1],
  language: "en",
  zone: null,
  side: "",
  tags: [],
  diet: "",
  accessNeeds: "",
  table: "",
  note: "",
  contactPoints: [
    ...(email === undefined ? [] : [{ channel: "email" as const, address: email }]),
    ...(phone === undefined ? [] : [{ channel: "sms" as const, address: phone }]),
  ].map(({ channel, address }) => ({
    id: `${id}${channel}`,
    channel,
    address,
    entered: address,
    lineType: "unknown",
    standing: "unproven",
    consent: "assumed",
  })),
  preferredChannel: null,
  invitedTo: [],
  importId: null,
  createdAt: 0,
  updatedAt: 0,
});

const judge = (a: Person, b: Person): DuplicateReason | "two people" => {
  const pairs = createDuplicatePairs();
  pairs.put(guestOf("a", a));
  pairs.put(guestOf("b", b));
  return pairs.all()[0]?.reason ?? "two people";
};

describe("who is taken for one person", () => {
  it.each<[string, Person, Person, DuplicateReason]>([
    ["the same name twice", { name: ["Anna", "Kowalska"] }, { name: ["Anna", "Kowalska"] }, "same-name"],
    ["a lost accent", { name: ["Zoë", "Guérin"], email: "z@x.test" }, { name: ["Zoe", "Guerin"] }, "same-name"],
    ["a lost hyphen", { name: ["Jean-Luc", "Le Goff"] }, { name: ["Jean Luc", "Le Goff"] }, "same-name"],
    ["an apostrophe of another kind", { name: ["Kate", "O’Neill"] }, { name: ["Kate", "O'Neill"] }, "same-name"],
    [
      "the same name with two inboxes",
      { name: ["Anna", "Kowalska"], email: "a@x.test" },
      { name: ["Anna", "Kowalska"], email: "b@x.test" },
      "same-name",
    ],
    [
      "turned letters, and no address on one of them",
      { name: ["Jan", "Kowalski"], email: "a@x.test" },
      { name: ["Jan", "Kowlaski"] },
      "similar-name",
    ],
    ["a turned given name", { name: ["Michael", "Smith"], email: "m@x.test" }, { name: ["Micheal", "Smith"] }, "similar-name"],
    [
      "a lost letter within one household",
      { name: ["Nora", "Schröder"], home: "h" },
      { name: ["Nora", "Schrder"], home: "h" },
      "similar-name",
    ],
    [
      "a nickname with the same inbox",
      { name: ["Kate", "Wright"], email: "k@x.test" },
      { name: ["Katherine", "Wright"], email: "k@x.test" },
      "same-email",
    ],
    [
      "a name after a marriage with the same phone",
      { name: ["Lea", "Dubois"], phone: "+491713920001" },
      { name: ["Léa", "Haddad"], phone: "+491713920001" },
      "same-phone",
    ],
  ])("%s", (_, a, b, reason) => {
    expect(judge(a, b)).toBe(reason);
    expect(judge(b, a)).toBe(reason);
  });

  it.each<[string, Person, Person]>([
    [
      "a couple with one inbox",
      { name: ["Anna", "Meier"], home: "h", email: "m@x.test" },
      { name: ["Paul", "Meier"], home: "h", email: "m@x.test" },
    ],
    [
      "a couple with one inbox in two households",
      { name: ["Anna", "Meier"], email: "m@x.test" },
      { name: ["Paul", "Meier"], email: "m@x.test" },
    ],
    ["cousins with one family name", { name: ["Anna", "Meier"] }, { name: ["Hanna", "Meier"] }],
    ["sisters whose names are near", { name: ["Maria", "Rossi"], home: "h" }, { name: ["Marie", "Rossi"], home: "h" }],
    [
      "sisters whose names are near, with their mother's inbox",
      { name: ["Maria", "Rossi"], home: "h", email: "r@x.test" },
      { name: ["Marie", "Rossi"], home: "h", email: "r@x.test" },
    ],
    ["a nickname in another family's list", { name: ["Kate", "Wright"] }, { name: ["Katharina", "Wright"] }],
    ["double names that begin alike", { name: ["Jean-Luc", "Perrin"] }, { name: ["Jean-Pierre", "Perrin"] }],
    ["Daniel and Daniela", { name: ["Daniel", "Weiss"] }, { name: ["Daniela", "Weiss"] }],
    ["one given name, two short family names", { name: ["Anna", "Rossi"] }, { name: ["Anna", "Russi"] }],
    ["one letter between two families", { name: ["Anna", "Weber"] }, { name: ["Anna", "Weger"] }],
    [
      "a slip, but each has an inbox of their own",
      { name: ["Jan", "Kowalski"], email: "a@x.test" },
      { name: ["Jan", "Kowlaski"], email: "b@x.test" },
    ],
    ["a son named after his father", { name: ["José", "Núñez"], home: "h" }, { name: ["José", "Núñez"], home: "h", kind: "child" }],
    ["two unnamed plus-ones", { name: ["", ""], kind: "plus-one" }, { name: ["", ""], kind: "plus-one" }],
    [
      "a plus-one with the host's phone",
      { name: ["", ""], kind: "plus-one", phone: "+491713920001" },
      { name: ["Omar", "Saab"], phone: "+491713920001" },
    ],
    ["two people of whom only the given name is known", { name: ["Anna", ""] }, { name: ["Anna", ""] }],
  ])("not: %s", (_, a, b) => {
    expect(judge(a, b)).toBe("two people");
    expect(judge(b, a)).toBe("two people");
  });

  it("parts a pair when one of them gets a name of their own", () => {
    const pairs = createDuplicatePairs();
    pairs.put(guestOf("a", { name: ["Anna", "Kowalska"] }));
    pairs.put(guestOf("b", { name: ["Anna", "Kowalska"] }));
    expect(pairs.has("a")).toBe(true);
    expect([...pairs.put(guestOf("b", { name: ["Beata", "Kowalska"] }))].toSorted()).toEqual(["a", "b"]);
    expect(pairs.has("a")).toBe(false);
  });
});
