/** Names of one language's families. Invented combinations; the phone ranges are those set aside for fiction. */
export interface NameStock {
  readonly language: string;
  /** How many households of the list speak it, of about 190. */
  readonly households: number;
  readonly side: "Léa" | "Omar" | "Both";
  readonly phones: PhoneRange;
  readonly women: readonly string[];
  readonly men: readonly string[];
  readonly families: readonly string[];
  readonly household: (family: string) => string;
}

export type PhoneRange = "fr" | "gb" | "de" | "se" | "us";

/**
 * Numbers that regulators keep for films and books (Arcep, Ofcom, BNetzA, PTS, NANPA): valid in form, nobody's in life. The
 * French and British mobile ranges for fiction are left out: the phone library takes them for invalid. Two digits are
 * counted up behind a prefix, then comes the next one.
 */
export const phoneRanges: Readonly<Record<PhoneRange, { readonly mobile: readonly string[]; readonly landline: readonly string[] }>> = {
  fr: { mobile: ["+4917139200", "+121255501", "+141555501", "+131255501"], landline: ["+331990000"] },
  gb: { mobile: ["+161755501", "+130555501"], landline: ["+4420794600"] },
  de: { mobile: ["+49176040690", "+171355501"], landline: ["+4930231250"] },
  se: { mobile: ["+467017406", "+120655501"], landline: ["+468465004"] },
  us: { mobile: ["+120255501", "+150355501"], landline: ["+331990001"] },
};

const family = (before: string) => (name: string) => `${before} ${name}`;

export const nameStocks: readonly NameStock[] = [
  {
    language: "fr",
    households: 46,
    side: "Léa",
    phones: "fr",
    household: family("Famille"),
    women: ["Chloé", "Manon", "Élodie", "Aurélie", "Françoise", "Zoé", "Anaïs", "Margaux", "Hélène", "Noémie", "Camille", "Inès"],
    men: ["Théo", "Jérôme", "François", "Rémi", "Loïc", "Benoît", "Gaël", "Étienne", "Mathis", "Jean-Luc", "Clément", "Raphaël"],
    families: [
      "L'Hermite",
      "Lefèvre",
      "Dubois",
      "Béranger",
      "D'Aubigné",
      "Guérin",
      "Le Goff",
      "Château",
      "Müller-Roche",
      "Perrin",
      "Çelebi-Martin",
      "Vasseur",
      "Noël",
      "de La Tour",
      "Garçon",
      "Pélissier",
    ],
  },
  {
    language: "ar",
    households: 34,
    side: "Omar",
    phones: "fr",
    household: family("عائلة"),
    women: ["ليلى", "مريم", "نور", "Rania", "هدى", "Yasmine", "سلمى", "Dalal", "Hanan", "زينب"],
    men: ["خالد", "يوسف", "Karim", "محمد", "Ziad", "سامي", "Nabil", "Elias", "طارق", "Fadi"],
    families: ["حداد", "الخوري", "El-Haddad", "Abou Jaoudé", "منصور", "Khalil", "نجار", "Saab", "Al-Masri", "قباني"],
  },
  {
    language: "en",
    households: 26,
    side: "Both",
    phones: "gb",
    household: (name) => `The ${name}${name.endsWith("s") ? "es" : "s"}`,
    women: ["Siobhán", "Emily", "Grace", "Charlotte", "Niamh", "Harriet", "Zoë", "Amelia", "Kate", "Beatrice"],
    men: ["Conor", "William", "Jack", "Robert", "Seán", "Oliver", "Thomas", "George", "Dylan", "Archie"],
    families: ["O'Neill", "O’Connor", "Smith", "Fitzgerald-Brown", "MacDonald", "Hughes", "D'Arcy", "Taylor", "Ní Bhriain", "Wright"],
  },
  {
    language: "de",
    households: 18,
    side: "Léa",
    phones: "de",
    household: family("Familie"),
    women: ["Ursula", "Katharina", "Sophie", "Käthe", "Anneliese", "Lisa"],
    men: ["Jürgen", "Björn", "Matthias", "Jörg", "Lukas", "Günther"],
    families: ["Müller", "Großmann", "Schröder", "von der Heide", "Weiß", "Köhler", "Jäger"],
  },
  {
    language: "es",
    households: 13,
    side: "Both",
    phones: "fr",
    household: family("Familia"),
    women: ["Begoña", "María José", "Lucía", "Inés", "Rocío"],
    men: ["Íñigo", "Álvaro", "José", "Martín", "Andrés"],
    families: ["Núñez", "García Márquez", "Ibáñez", "de la Peña", "Muñoz"],
  },
  {
    language: "it",
    households: 11,
    side: "Léa",
    phones: "fr",
    household: family("Famiglia"),
    women: ["Giulia", "Niccolina", "Chiara", "Francesca"],
    men: ["Niccolò", "Matteo", "Giosuè", "Lorenzo"],
    families: ["D'Angelo", "Dell'Acqua", "Rossi", "De Luca", "Cantù"],
  },
  {
    language: "pt-BR",
    households: 9,
    side: "Both",
    phones: "us",
    household: family("Família"),
    women: ["Conceição", "Luísa", "Ângela"],
    men: ["João", "Antônio", "Sebastião"],
    families: ["Gonçalves", "Araújo", "dos Santos", "Magalhães"],
  },
  {
    language: "pl",
    households: 9,
    side: "Léa",
    phones: "gb",
    household: family("Rodzina"),
    women: ["Małgorzata", "Zofia", "Agnieszka", "Łucja"],
    men: ["Łukasz", "Michał", "Paweł", "Stanisław"],
    families: ["Kowalska", "Wiśniewski", "Dąbrowski", "Źrebiec"],
  },
  {
    language: "tr",
    households: 8,
    side: "Omar",
    phones: "de",
    household: (name) => `${name} ailesi`,
    women: ["Ayşe", "Gülşah", "Işıl"],
    men: ["Çağlar", "Oğuz", "İbrahim"],
    families: ["Yılmaz", "Öztürk", "Şahin", "Kılıç"],
  },
  {
    language: "nl",
    households: 6,
    side: "Both",
    phones: "gb",
    household: family("Familie"),
    women: ["Fenna", "Anniek", "Loïs"],
    men: ["Daan", "Thijs", "Joël"],
    families: ["van 't Hof", "de Vries", "in 't Veld"],
  },
  {
    language: "sv",
    households: 6,
    side: "Both",
    phones: "se",
    household: family("Familjen"),
    women: ["Åsa", "Märta", "Linnéa"],
    men: ["Göran", "Håkan", "Björn"],
    families: ["Sjöström", "Ångström", "Lindqvist"],
  },
  {
    language: "ja",
    households: 4,
    side: "Both",
    phones: "us",
    household: (name) => `${name}家`,
    women: ["さくら", "陽子", "Yuki"],
    men: ["健太", "大輔", "Haruto"],
    families: ["佐藤", "Takahashi", "山田"],
  },
];
