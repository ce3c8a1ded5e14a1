/**
 * Structured clone over text, for what the two processes send each other. `createCodec` is also sent to the page as source: it refers to
 * nothing outside of itself. Functions and class instances are refused, as by structured clone.
 */
export interface Codec {
  encode(value: unknown): string;
  decode(text: string): unknown;
}

export const createCodec = (): Codec => {
  const bytesToText = (bytes: Uint8Array): string => {
    let text = "";
    for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    return btoa(text);
  };
  const textToBytes = (text: string): Uint8Array => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  const pack = (value: unknown): unknown => {
    if (value === undefined) return ["u"];
    if (value === null || typeof value === "boolean" || typeof value === "string") return ["v", value];
    if (typeof value === "number") return Number.isFinite(value) ? ["v", value] : ["n", String(value)];
    if (typeof value === "bigint") return ["i", String(value)];
    if (typeof value !== "object") throw new TypeError("An object could not be cloned.");
    if (Array.isArray(value)) return ["a", value.map(pack)];
    if (value instanceof Date) return ["d", value.getTime()];
    if (value instanceof Map) return ["m", [...value].map(([key, item]) => [pack(key), pack(item)])];
    if (value instanceof Set) return ["s", [...value].map(pack)];
    if (value instanceof ArrayBuffer) return ["b", bytesToText(new Uint8Array(value))];
    if (value instanceof Uint8Array) return ["t", bytesToText(value)];
    if (value instanceof Error) return ["e", value.message];
    return ["o", Object.entries(value).map(([key, item]) => [key, pack(item)])];
  };
  const unpack = (packed: unknown): unknown => {
    const [kind, body] = packed as [string, never];
    const list = body as unknown[];
    const pairs = body as [unknown, unknown][];
    switch (kind) {
      case "u":
        return undefined;
      case "v":
        return body;
      case "n":
        return Number(body);
      case "i":
        return BigInt(body);
      case "a":
        return list.map(unpack);
      case "d":
        return new Date(body);
      case "m":
        return new Map(pairs.map(([key, item]) => [unpack(key), unpack(item)]));
      case "s":
        return new Set(list.map(unpack));
      case "b":
        return textToBytes(body).buffer;
      case "t":
        return textToBytes(body);
      case "e":
        return new Error(body);
      case "o":
        return Object.fromEntries(pairs.map(([key, item]) => [key, unpack(item)]));
      default:
        throw new TypeError(`not a cloned value: ${kind}`);
    }
  };
  return { encode: (value) => JSON.stringify(pack(value)), decode: (text) => unpack(JSON.parse(text)) };
};
