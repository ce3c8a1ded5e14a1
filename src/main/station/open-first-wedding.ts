import type { UsherClient } from "#shared/api/contract.ts";

/** A first start shows the sample wedding in practice mode; a data folder that has a wedding is left as it is. */
export const openFirstWedding = async (client: UsherClient): Promise<void> => {
  const abort = new AbortController();
  try {
    for await (const weddings of await client.weddings.list(undefined, { signal: abort.signal })) {
      if (weddings.length === 0) await client.weddings.openSample();
      return;
    }
  } finally {
    abort.abort();
  }
};
