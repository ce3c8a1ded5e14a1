const givenNames = [
  "Léa",
  "Omar",
  "Siobhán",
  "Ana",
  "José",
  "ليلى",
  "Małgorzata",
  "Søren",
  "Zoë",
  "Ngọc",
  "François",
  "Jürgen",
  "Åsa",
  "D'Arcy",
  "Yuki",
  "Нина",
  "Elif",
  "Rónán",
  "Chloë",
  "Igor",
];
const familyNames = [
  "Haddad",
  "O’Neill",
  "Müller",
  "Kowalski",
  "García",
  "حداد",
  "Nguyễn",
  "Østergaard",
  "Smith",
  "de la Cruz",
  "Çelik",
  "Иванова",
  "van den Berg",
  "Łukasiewicz",
  "Tanaka",
];

/** Rows of the list, without the header. */
export const messyRowCount = 500;
/** Row in the file, as a spreadsheet counts, whose phone number nobody can read. */
export const brokenRow = 318;
export const brokenPhone = "07x1234";

/**
 * A guest list as people really keep them: semicolons, quotes, a title line above the headers, spaces around values, apostrophes in front of
 * numbers, couples that share an address, guests without one, the same person twice. Always the same bytes.
 */
export const messyGuestList = (): string => {
  const lines = ["Guests of the summer wedding;;;;;", "First name;Surname;Household;E-Mail;Mobile;Diet"];
  for (let index = 0; index < messyRowCount; index += 1) {
    const row = lines.length + 1;
    const given = givenNames[index % givenNames.length] ?? "";
    const family = familyNames[(index * 7) % familyNames.length] ?? "";
    lines.push(
      [
        ` ${given}`,
        `${family} ${Math.floor(index / 20)}`,
        `"The ${family}s; no. ${Math.floor(index / 2)}"`,
        emailOf(index),
        phoneOf(index, row),
        dietOf(index),
      ].join(";"),
    );
  }
  return `\uFEFF${lines.join("\r\n")}\r\n`;
};

const emailOf = (index: number): string => {
  if (index % 23 === 0) return "";
  if (index % 11 === 0) return `mailto:Guest${index}@Guests.Usher.TEST`;
  // Couples share an inbox.
  return `guest${index % 10 === 1 ? index - 1 : index}@guests.usher.test`;
};

const phoneOf = (index: number, row: number): string => {
  if (row === brokenRow) return brokenPhone;
  if (index % 3 !== 0) return "";
  return index % 2 === 0 ? `'+49 1512 345${String(10_000 + index).slice(1)}` : `0151 234${String(10_000 + index)}`;
};

const dietOf = (index: number): string => (index % 9 === 0 ? "vegan" : index % 31 === 0 ? "nuts, severe" : "");
