import type { RxAttachmentWriteData } from "rxdb/plugins/core";
import { describe, expect, test } from "vitest";
import { both, human, humanSchema, insert, write, type Human, type HumanInstance, type StoredHuman } from "./contract-kit.ts";
import { openInstance } from "./storage-pair.ts";

const attachment = (text: string, digest = `digest of ${text}`): RxAttachmentWriteData => {
  const data = new Blob([text], { type: "text/plain" });
  return { data, digest, length: data.size, type: "text/plain" };
};
const stub = ({ digest, length, type }: RxAttachmentWriteData) => ({ digest, length, type });

const withAttachments = (document: StoredHuman, attachments: object) => ({ ...document, _attachments: attachments }) as StoredHuman;
const textOf = async (instance: HumanInstance, name: string, digest: string) =>
  (await instance.getAttachmentData("a", name, digest)).text();
/** The memory storage throws at once, ours answers with a refused promise; both are refusals. */
const refusal = (instance: HumanInstance, name: string, digest: string) =>
  expect(async () => textOf(instance, name, digest)).rejects.toThrow(/does not exist/);

describe.each(both)("attachments in $name", ({ storage }) => {
  const open = () => openInstance<Human>(storage(), { schema: humanSchema({ attachments: {} }) });

  test("are read back, and their bytes stay out of documents and events", async () => {
    const instance = await open();
    const heard: unknown[] = [];
    instance.changeStream().subscribe(({ events }) => heard.push(...events.map(({ documentData }) => documentData._attachments)));
    const photo = attachment("a photo");
    await insert(instance, withAttachments(human("a"), { photo }));
    const [stored] = await instance.findDocumentsById(["a"], false);
    expect(stored?._attachments).toEqual({ photo: stub(photo) });
    expect(heard).toEqual([{ photo: stub(photo) }]);
    expect(await textOf(instance, "photo", photo.digest)).toBe("a photo");
    await instance.remove();
  });

  test("are refused when missing or other than the digest says", async () => {
    const instance = await open();
    await insert(instance, withAttachments(human("a"), { photo: attachment("a photo") }));
    await refusal(instance, "photo", "another digest");
    await refusal(instance, "film", "digest of a photo");
    await instance.remove();
  });

  test("sent without bytes are an error unless they were there before", async () => {
    const instance = await open();
    const photo = attachment("a photo");
    const missing = await insert(instance, withAttachments(human("a"), { photo: stub(photo) }), human("b"));
    expect(missing.error).toMatchObject([{ status: 510, documentId: "a", attachmentId: "photo" }]);
    const first = withAttachments(human("a"), { photo });
    await insert(instance, first);
    const kept = await write(instance, {
      previous: withAttachments(first, { photo: stub(photo) }),
      document: withAttachments(human("a", { age: 50 }), { photo: stub(photo) }),
    });
    expect(kept.error).toEqual([]);
    expect(await textOf(instance, "photo", photo.digest)).toBe("a photo");
    await instance.remove();
  });

  test("are replaced, taken away, and go with their document", async () => {
    const instance = await open();
    const [photo, film, better] = [attachment("a photo"), attachment("a film"), attachment("a better photo")] as const;
    const first = withAttachments(human("a"), { photo, film });
    await insert(instance, first);
    const second = withAttachments(human("a"), { photo: better });
    await write(instance, { previous: withAttachments(first, { photo: stub(photo), film: stub(film) }), document: second });
    expect(await textOf(instance, "photo", better.digest)).toBe("a better photo");
    await refusal(instance, "film", film.digest);
    await write(instance, {
      previous: withAttachments(second, { photo: stub(better) }),
      document: human("a", { deleted: true }),
    });
    await refusal(instance, "photo", better.digest);
    await instance.remove();
  });

  test("of two overlapping writes the first one called wins, however long its bytes take to read", async () => {
    const instance = await open();
    const big = withAttachments(human("a", { name: "first" }), { photo: attachment("x".repeat(1_000_000), "big") });
    const [first, second] = await Promise.all([insert(instance, big), insert(instance, human("a", { name: "second" }))]);
    expect([first.error.length, second.error.length]).toEqual([0, 1]);
    expect(await instance.findDocumentsById(["a"], false)).toMatchObject([{ name: "first" }]);
    await instance.remove();
  });
});

test("a row that lacks an attachment makes no event and stores no other of its attachments, while the rest of its batch lands", async () => {
  const instance = await openInstance<Human>(both[0]?.storage(), { schema: humanSchema({ attachments: {} }) });
  const heard: string[] = [];
  instance.changeStream().subscribe(({ events }) => heard.push(...events.map(({ documentId }) => documentId)));
  const film = attachment("a film");
  await insert(instance, withAttachments(human("a"), { film, photo: stub(attachment("a photo")) }), human("b"));
  expect(heard).toEqual(["b"]);
  await refusal(instance, "film", film.digest);
  await instance.remove();
});
