import { normalizeMangoQuery, prepareQuery, type RxCollection, type RxDocumentData } from "rxdb/plugins/core";

/** Documents read at once: about 3 ms of work and one megabyte, after which other work gets its turn. */
const documentsPerPage = 500;

/**
 * All documents of one wedding, page by page in the order of their ids, as plain data. For lists that are kept elsewhere:
 * unlike a query it leaves no RxDocument behind in RxDB's cache for each row, which costs three times the data itself.
 * What is written meanwhile may or may not be among them: follow the change stream from before the first page.
 */
export async function* readPages<Document extends { readonly id: string; readonly weddingId: string }>(
  collection: RxCollection<Document>,
  weddingId: string,
): AsyncGenerator<Document[], void, void> {
  const { storageInstance, schema } = collection;
  let after = "";
  for (;;) {
    const selector = { weddingId, id: { $gt: after }, _deleted: { $eq: false } };
    const query = normalizeMangoQuery(schema.jsonSchema, { selector, sort: [{ id: "asc" }], limit: documentsPerPage } as never);
    const { documents } = await storageInstance.query(prepareQuery(schema.jsonSchema, query as never));
    if (documents.length > 0) yield documents.map(plainOf);
    const last = documents.at(-1);
    if (last === undefined || documents.length < documentsPerPage) return;
    after = last.id;
  }
}

const plainOf = <Document>({ _meta, _rev, _deleted, _attachments, ...document }: RxDocumentData<Document>): Document =>
  document as unknown as Document;
