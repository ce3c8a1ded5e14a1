import { crc32 } from "node:zlib";

export interface ZipFile {
  readonly name: string;
  readonly content: Buffer;
}

const localLength = 30;
const entryLength = 46;
const endLength = 22;
/** Names are UTF-8. */
const nameFlags = 0x0800;

/** A zip of these files, nothing packed. Sizes stay far below the 4 GB that its fields can say. */
export const storedZip = (files: readonly ZipFile[]): Buffer => {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content } of files) {
    const path = Buffer.from(name);
    const checksum = crc32(content);
    const local = Buffer.alloc(localLength);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    writeFacts(local, 6, checksum, content.length, path.length);
    const entry = Buffer.alloc(entryLength);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(20, 4);
    entry.writeUInt16LE(20, 6);
    writeFacts(entry, 8, checksum, content.length, path.length);
    entry.writeUInt32LE(at, 42);
    parts.push(local, path, content);
    directory.push(entry, path);
    at += localLength + path.length + content.length;
  }
  const end = Buffer.alloc(endLength);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(
    directory.reduce((sum, { length }) => sum + length, 0),
    12,
  );
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, ...directory, end]);
};

/** The fields that a file's own header and its line in the directory share: flags, method, time, checksum, sizes, length of the name. */
const writeFacts = (header: Buffer, from: number, checksum: number, size: number, nameLength: number): void => {
  header.writeUInt16LE(nameFlags, from);
  header.writeUInt32LE(checksum, from + 8);
  header.writeUInt32LE(size, from + 12);
  header.writeUInt32LE(size, from + 16);
  header.writeUInt16LE(nameLength, from + 20);
};
