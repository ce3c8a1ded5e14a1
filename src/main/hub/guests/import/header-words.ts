import type { ImportField } from "#shared/api/imports.ts";
import { foldText } from "#shared/contact/fold-text.ts";

/** What columns are called, folded, in the languages that lists come in. The longest word that fits decides. */
const words: Readonly<Record<Exclude<ImportField, "ignore">, string>> = {
  "full-name":
    "name|full name|guest|guest name|guests|nom complet|nom et prenom|prenom nom|invite|invites|vollstandiger name|gast|gastname|nombre completo|invitado|nome completo|ospite|convidado|imie i nazwisko|gosc|ad soyad|isim|naam|gastnaam|namn|namn gast|الاسم|الاسم الكامل|имя и фамилия|фио|氏名|名前",
  "given-name":
    "first name|firstname|given name|forename|prenom|vorname|nombre|nombres|nome|primeiro nome|imie|ad|voornaam|fornamn|الاسم الاول|имя|名|jmeno|keresztnev",
  "family-name":
    "last name|lastname|surname|family name|second name|nom|nom de famille|nachname|familienname|zuname|apellido|apellidos|cognome|sobrenome|apelido|nazwisko|soyad|soyadi|achternaam|familienaam|efternamn|اسم العائلة|العائلة|фамилия|姓|prijmeni|vezeteknev",
  household:
    "household|family|party|group|invitation|envelope|foyer|famille|groupe|haushalt|familie|gruppe|partei|familia|hogar|grupo|famiglia|nucleo|rodzina|grupa|aile|hane|huishouden|gezin|hushall|familj|домохозяйство|семья|العائلات",
  kind: "kind|type|adult/child|age group|age|guest type|typ|art|categorie|tipo|rodzaj|tur|soort|adulte/enfant|erwachsen/kind",
  email:
    "email|e-mail|mail|email address|e-mail address|courriel|adresse mail|adresse email|adresse e-mail|e-mail-adresse|emailadresse|correo|correo electronico|posta elettronica|indirizzo email|e-posta|eposta|e-post|adres e-mail|e-mailadres|البريد الالكتروني|البريد|электронная почта|почта|メール",
  phone:
    "phone|mobile|cell|cell phone|telephone|tel|phone number|mobile number|mobile phone|portable|tel portable|numero de telephone|telefon|handy|handynummer|mobil|mobilnummer|telefonnummer|telefono|movil|celular|cellulare|telefone|telemovel|komorka|nr telefonu|cep telefonu|cep|telefoon|mobiel|gsm|الهاتف|رقم الهاتف|الجوال|телефон|電話",
  language: "language|lang|langue|sprache|idioma|lingua|lengua|jezyk|dil|taal|sprak|اللغة|язык|言語",
  "time-zone":
    "time zone|timezone|fuseau horaire|zeitzone|zona horaria|fuso orario|fuso horario|strefa czasowa|saat dilimi|tijdzone|tidszon|المنطقة الزمنية|часовой пояс",
  side: "side|bride/groom|cote|seite|lado|lato|strona|taraf|kant|sida|الطرف",
  tags: "tags|tag|labels|label|keywords|etiquettes|etiquetas|etichette|schlagworte|categories|relation|relationship|beziehung",
  diet: "diet|dietary|dietary requirements|dietary needs|food|allergies|allergy|meal requirements|regime|regime alimentaire|allergie|ernahrung|essen|unvertraglichkeiten|dieta|alergias|alergia|restricciones|intolleranze|restricoes|alergie|diyet|alerji|dieet|kost|الحمية|حساسية|диета|аллергия",
  "access-needs":
    "access|access needs|accessibility|special needs|mobility|accessibilite|barrierefrei|accesibilidad|accessibilita|toegankelijkheid",
  table: "table|table number|table no|seating|tisch|tischnummer|mesa|tavolo|stol|stolik|masa|tafel|bord|numero de table|الطاولة|стол",
  note: "note|notes|comment|comments|remark|remarks|remarque|remarques|commentaire|notiz|notizen|bemerkung|bemerkungen|anmerkung|nota|notas|observaciones|commenti|uwagi|notlar|opmerking|opmerkingen|anteckning|ملاحظات|примечание",
  "postal-address":
    "address|postal address|mailing address|street|adresse|adresse postale|anschrift|postanschrift|direccion|indirizzo|endereco|morada|adres|adress|العنوان|адрес|住所",
  rsvp: "rsvp|reply|response|attending|status|coming|reponse|presence|zusage|antwort|ruckmeldung|asistencia|respuesta|confirmado|conferma|presenca|potwierdzenie|katilim|aanwezig|svar|الرد|ответ",
};

const fieldOfWord = new Map(
  Object.entries(words).flatMap(([field, list]) => list.split("|").map((word) => [foldText(word), field as ImportField] as const)),
);

/** What a header says its column is, or nothing. `Mobile (UK)` and `E-Mail:` are understood too. */
export const fieldOfHeader = (header: string): ImportField | undefined => {
  const text = foldText(header.replaceAll(/\([^)]*\)|[*:#?]/gu, " ").replaceAll("_", " "));
  if (text === "") return undefined;
  const whole = fieldOfWord.get(text) ?? fieldOfWord.get(text.replace(/ ?\d+$/u, ""));
  if (whole !== undefined) return whole;
  const tokens = ` ${text.replaceAll(/[^\p{L}\p{N}-]+/gu, " ")} `;
  let best: { readonly length: number; readonly field: ImportField } | undefined;
  for (const [word, field] of fieldOfWord) {
    if (word.length > 3 && tokens.includes(` ${word} `) && word.length > (best?.length ?? 0)) best = { length: word.length, field };
  }
  return best?.field;
};
