import { Resend, type Response as ResendAnswer } from "resend";
import { objectOf, type CallResult, type Transport } from "../transport.ts";

export interface ResendAccount {
  readonly apiKey: string;
  readonly baseUrl: string;
}

/** What the SDK hands to its `fetchRequest`. */
interface SdkRequest {
  readonly method?: string;
  readonly headers?: Headers;
  readonly body?: string;
}

/** Nothing came back that the SDK could read; callers look at `result` instead. */
const unreadable = { name: "application_error", statusCode: null, message: "" } as const;

/**
 * The official client over our transport, for one call: the SDK builds the request, and `result` keeps what it
 * erases (whether anything was written, the raw answer).
 */
export class ResendCall extends Resend {
  result: CallResult | undefined;
  readonly #transport: Transport;
  readonly #signal: AbortSignal;

  constructor({ apiKey, baseUrl }: ResendAccount, transport: Transport, signal: AbortSignal) {
    super(apiKey, { baseUrl, userAgent: "usher" });
    this.#transport = transport;
    this.#signal = signal;
  }

  override async fetchRequest<Data>(path: string, options: SdkRequest = {}): Promise<ResendAnswer<Data>> {
    const result = await this.#transport.call(
      {
        method: options.method === "POST" ? "POST" : "GET",
        url: `${this.baseUrl}${path}`,
        headers: Object.fromEntries(options.headers ?? []),
        body: options.body ?? null,
        freshConnection: false,
      },
      this.#signal,
    );
    this.result = result;
    if (result.kind !== "answered") return { data: null, error: unreadable, headers: null };
    const headers = Object.fromEntries(result.headers);
    const answer = objectOf(result.body);
    return result.status >= 200 && result.status < 300 && answer !== undefined
      ? { data: answer as Data, error: null, headers }
      : { data: null, error: { ...unreadable, statusCode: result.status }, headers };
  }
}
