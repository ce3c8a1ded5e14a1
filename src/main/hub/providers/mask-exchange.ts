import { exchangeBodyLengthMax } from "#shared/api/exchanges.ts";

/**
 * Masks what went over the wire, so that it can be kept and shown: only what is known to be harmless stays, everything else leaves its
 * length. Pure.
 */

const hidden = (text: string): string => `‹${text.length}›`;

/** Headers whose values say nothing about anybody. */
const plainHeaders: ReadonlySet<string> = new Set([
  "accept",
  "apns-priority",
  "apns-push-type",
  "connection",
  "content-length",
  "content-type",
  "date",
  "ratelimit-limit",
  "ratelimit-remaining",
  "ratelimit-reset",
  "retry-after",
  "server",
  "transfer-encoding",
  "user-agent",
]);
const headerValueLengthMax = 200;

export const maskHeaders = (headers: Iterable<readonly [string, string]>): Record<string, string> =>
  Object.fromEntries(
    [...headers].map(([name, value]) => [
      name.toLowerCase(),
      plainHeaders.has(name.toLowerCase()) && value.length <= headerValueLengthMax ? value : hidden(value),
    ]),
  );

/** A step of a path that is a word of the API: short, and no digits but a version's. */
const isWord = (step: string): boolean =>
  /^(?:[A-Za-z][A-Za-z:_-]{0,30}(?:\.json)?|v\d{1,2}|\d{4}-\d\d-\d\d|\d)$/u.test(step) || step === "";

/** `api.example.com/v1/emails`; steps that are ids, and values of the query, are masked. */
export const maskTarget = (url: string): string => {
  const { host, pathname, searchParams } = new URL(url);
  const path = pathname
    .split("/")
    .map((step) => (isWord(step) ? step : hidden(step)))
    .join("/");
  const query = [...searchParams].map(([name, value]) => `${isWord(name) ? name : hidden(name)}=${hidden(value)}`).join("&");
  return `${host}${path}${query === "" ? "" : `?${query}`}`;
};

/** Entries of one list that are kept; the rest is counted. */
const listEntriesMax = 20;
const depthMax = 8;

/** Names of the fields of an answer whose words are codes of the API. */
const codeFields: ReadonlySet<string> = new Set(["code", "error_code", "errorcode", "name", "reason", "status", "statuscode", "type"]);
const isCode = (text: string): boolean => /^[A-Za-z0-9]+(?:[_.-][A-Za-z0-9]+)*$/u.test(text) && text.length <= 40;
const isFieldName = (name: string): boolean => /^[A-Za-z_$][\w$-]{0,39}$/u.test(name);
/** Larger numbers could be a telephone's. */
const plainNumberMax = 99_999;

const maskValue = (value: unknown, keeps: (field: string, text: string) => boolean, field: string, depth: number): unknown => {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "number") return Math.abs(value) <= plainNumberMax ? value : hidden(String(value));
  if (typeof value === "string") return keeps(field, value) ? value : hidden(value);
  if (depth >= depthMax) return "‹…›";
  if (Array.isArray(value)) {
    const shown = value.slice(0, listEntriesMax).map((one) => maskValue(one, keeps, field, depth + 1));
    return value.length > listEntriesMax ? [...shown, `‹${value.length - listEntriesMax} more›`] : shown;
  }
  return Object.fromEntries(
    Object.entries(value as object).map(([name, part]) => [
      isFieldName(name) ? name : hidden(name),
      maskValue(part, keeps, name.toLowerCase(), depth + 1),
    ]),
  );
};

const capped = (text: string): string =>
  text.length <= exchangeBodyLengthMax ? text : `${text.slice(0, exchangeBodyLengthMax)}‹${text.length - exchangeBodyLengthMax} more›`;

/** A body by its shape: names of fields and small numbers stay. */
export const maskRequestBody = (body: string | null, contentType: string): string => {
  if (body === null || body === "") return "";
  if (/form-urlencoded/u.test(contentType)) {
    return capped(
      [...new URLSearchParams(body)].map(([name, value]) => `${isFieldName(name) ? name : hidden(name)}=${hidden(value)}`).join("\n"),
    );
  }
  return maskJson(body, () => false);
};

/** The same of an answer, where codes of the API stay too, unless the request held the same words: then they may be a guest's. */
export const maskResponseBody = (body: string | null, request: string | null): string => {
  if (body === null) return "‹cut off›";
  const asked = (request ?? "").toLowerCase();
  return maskJson(body, (field, text) => codeFields.has(field) && isCode(text) && !asked.includes(text.toLowerCase()));
};

const maskJson = (body: string, keeps: (field: string, text: string) => boolean): string => {
  if (body === "") return "";
  try {
    return capped(JSON.stringify(maskValue(JSON.parse(body) as unknown, keeps, "", 0), null, 2));
  } catch {
    return hidden(body);
  }
};
