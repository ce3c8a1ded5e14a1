import type { PhoneRange } from "./phone-ranges.ts";

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

const names = (list: string): readonly string[] => list.split("|");
const family = (before: string) => (name: string) => `${before} ${name}`;

export const nameStocks: readonly NameStock[] = [
  {
    language: "fr",
    households: 46,
    side: "Léa",
    phones: "fr",
    household: family("Famille"),
    women: names(
      "Chloé|Manon|Élodie|Aurélie|Françoise|Zoé|Anaïs|Margaux|Hélène|Noémie|Camille|Inès|Adèle|Solène|Maëlle|Clémence|Juliette|Agathe|Mathilde|Océane|Colette|Capucine|Ségolène|Marie-Ange|Florence|Romane|Bérénice",
    ),
    men: names(
      "Théo|Jérôme|François|Rémi|Loïc|Benoît|Gaël|Étienne|Mathis|Jean-Luc|Clément|Raphaël|Baptiste|Hugo|Valentin|Grégoire|Cédric|Sylvain|Anaël|Thibault|Yann|Marius|Olivier|Fabrice|Léopold|Augustin|Noé",
    ),
    families: names(
      "L'Hermite|Lefèvre|Dubois|Béranger|D'Aubigné|Guérin|Le Goff|Château|Müller-Roche|Perrin|Çelebi-Martin|Vasseur|Noël|de La Tour|Garçon|Pélissier|Marchand|Fontaine|Aubert|Chevallier|Rousseau|Desmoulins|Lacroix|Boisvert|Caradec|Pons|Verdier|Hamelin|Tessier|Maréchal|Quéré|Delorme",
    ),
  },
  {
    language: "ar",
    households: 34,
    side: "Omar",
    phones: "fr",
    household: family("عائلة"),
    women: names(
      "ليلى|مريم|نور|Rania|هدى|Yasmine|سلمى|Dalal|Hanan|زينب|رنا|دانة|Lamia|Samar|فاطمة|Nadine|ياسمين|Joumana|Rima|لين|Carine|هالة",
    ),
    men: names("خالد|يوسف|Karim|محمد|Ziad|سامي|Nabil|Elias|طارق|Fadi|Georges|جورج|Rami|حسن|Tarek|Walid|مازن|Bassam|بلال|Marwan|Jad|رامي"),
    families: names(
      "حداد|الخوري|El-Haddad|Abou Jaoudé|منصور|Khalil|نجار|Saab|Al-Masri|قباني|شاهين|Khoury|الحسيني|Farhat|بركات|Tannous|Chidiac|عون|Maalouf|سلامة|Ghanem|زيدان",
    ),
  },
  {
    language: "en",
    households: 26,
    side: "Both",
    phones: "gb",
    household: (name) => `The ${name}${name.endsWith("s") ? "es" : "s"}`,
    women: names(
      "Siobhán|Emily|Grace|Charlotte|Niamh|Harriet|Zoë|Amelia|Kate|Beatrice|Imogen|Rosalind|Orla|Phoebe|Georgina|Saoirse|Harriet-Rose|Tamsin|Bridget|Eleanor|Florrie|Maeve",
    ),
    men: names(
      "Conor|William|Jack|Robert|Seán|Oliver|Thomas|George|Dylan|Archie|Rory|Alasdair|Hamish|Edmund|Nigel|Barnaby|Declan|Callum|Rupert|Fergus|Hugh|Tobias",
    ),
    families: names(
      "O'Neill|O’Connor|Smith|Fitzgerald-Brown|MacDonald|Hughes|D'Arcy|Taylor|Ní Bhriain|Wright|O'Sullivan|Pemberton|Whitaker|Lockwood|Ó Briain|Hargreaves|McKenna|Ashworth|Kavanagh|St John|Bramley|Drummond",
    ),
  },
  {
    language: "de",
    households: 18,
    side: "Léa",
    phones: "de",
    household: family("Familie"),
    women: names("Ursula|Katharina|Sophie|Käthe|Anneliese|Lisa|Friederike|Birgit|Mareike|Gesine|Wiebke|Hildegard|Svenja|Marlene|Antje"),
    men: names("Jürgen|Björn|Matthias|Jörg|Lukas|Günther|Detlef|Torsten|Jannik|Heinrich|Uwe|Malte|Konstantin|Wolfgang|Rüdiger"),
    families: names("Müller|Großmann|Schröder|von der Heide|Weiß|Köhler|Jäger|Bäumer|Hölderlin|Krüger|Lindner|Vogelsang|Zürn|Eichendorff"),
  },
  {
    language: "es",
    households: 13,
    side: "Both",
    phones: "fr",
    household: family("Familia"),
    women: names("Begoña|María José|Lucía|Inés|Rocío|Pilar|Nuria|Ainhoa|Montserrat|Amparo"),
    men: names("Íñigo|Álvaro|José|Martín|Andrés|Joaquín|Rubén|Gonzalo|Iker|Ramón"),
    families: names("Núñez|García Márquez|Ibáñez|de la Peña|Muñoz|Etxeberria|Peñalver|Carrión|Zubizarreta|Ordóñez"),
  },
  {
    language: "it",
    households: 11,
    side: "Léa",
    phones: "fr",
    household: family("Famiglia"),
    women: names("Giulia|Niccolina|Chiara|Francesca|Ludovica|Ginevra|Ornella|Beatrice"),
    men: names("Niccolò|Matteo|Giosuè|Lorenzo|Gianluca|Raffaele|Tommaso|Umberto"),
    families: names("D'Angelo|Dell'Acqua|Rossi|De Luca|Cantù|Bellini|Sant'Angelo|Mancuso|Ferrante"),
  },
  {
    language: "pt-BR",
    households: 9,
    side: "Both",
    phones: "us",
    household: family("Família"),
    women: names("Conceição|Luísa|Ângela|Thaís|Graça|Júlia"),
    men: names("João|Antônio|Sebastião|Caetano|Otávio|Thiago"),
    families: names("Gonçalves|Araújo|dos Santos|Magalhães|Figueirêdo|Nóbrega|Cavalcanti"),
  },
  {
    language: "pl",
    households: 9,
    side: "Léa",
    phones: "gb",
    household: family("Rodzina"),
    women: names("Małgorzata|Zofia|Agnieszka|Łucja|Wiesława|Bożena|Kinga"),
    men: names("Łukasz|Michał|Paweł|Stanisław|Bogusław|Grzegorz|Wojciech"),
    families: names("Kowalska|Wiśniewski|Dąbrowski|Źrebiec|Szczęsny|Kwiatkowska|Mazurek"),
  },
  {
    language: "tr",
    households: 8,
    side: "Omar",
    phones: "de",
    household: (name) => `${name} ailesi`,
    women: names("Ayşe|Gülşah|Işıl|Özlem|Ümran|Elif|Defne"),
    men: names("Çağlar|Oğuz|İbrahim|Çetin|Emre|Barış|Kerem"),
    families: names("Yılmaz|Öztürk|Şahin|Kılıç|Güneş|Aydoğan|Çelik|Karataş"),
  },
  {
    language: "nl",
    households: 6,
    side: "Both",
    phones: "gb",
    household: family("Familie"),
    women: names("Fenna|Anniek|Loïs|Marijke|Sanne|Hanneke"),
    men: names("Daan|Thijs|Joël|Sjoerd|Pieter-Jan|Ruben"),
    families: names("van 't Hof|de Vries|in 't Veld|ter Horst|Van den Broek|Dijkstra"),
  },
  {
    language: "sv",
    households: 6,
    side: "Both",
    phones: "se",
    household: family("Familjen"),
    women: names("Åsa|Märta|Linnéa|Ebba|Ingrid|Tuva"),
    men: names("Göran|Håkan|Björn|Sören|Anders|Gösta"),
    families: names("Sjöström|Ångström|Lindqvist|Åkerblom|Nyström|Öberg"),
  },
  {
    language: "ja",
    households: 4,
    side: "Both",
    phones: "us",
    household: (name) => `${name}家`,
    women: names("さくら|陽子|Yuki|千尋|Naoko"),
    men: names("健太|大輔|Haruto|翔|Kenji"),
    families: names("佐藤|Takahashi|山田|鈴木|Watanabe"),
  },
];
