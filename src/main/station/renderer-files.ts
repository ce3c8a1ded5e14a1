import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { securityHeaders } from "./security-headers.ts";

export type ServeFiles = (request: Request) => Promise<Response>;

const mimeTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
};

/**
 * Serves the built renderer, over HTTP and over the shell's own protocol alike. The folder is listed once: a path that was not there as
 * a regular file of a known type does not exist, so no spelling of a path leads out of it. Throws when there is no index.html.
 */
export const createRendererFiles = async (folder: string): Promise<ServeFiles> => {
  const files = await listFiles(folder);
  if (!files.has("/index.html")) throw new Error("The renderer has not been built.");
  return async (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") return plainResponse(405, { allow: "GET, HEAD" });
    const path = decodePath(new URL(request.url).pathname);
    const file = path === undefined ? undefined : files.get(path === "/" ? "/index.html" : path);
    if (file === undefined) return plainResponse(404);
    const body = await readFile(file);
    return new Response(request.method === "HEAD" ? null : body, {
      headers: {
        ...securityHeaders,
        "content-type": mimeTypes[extname(file)] ?? "application/octet-stream",
        "content-length": String(body.byteLength),
        "cache-control": path?.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-store",
      },
    });
  };
};

/** An answer without content, with the headers that every answer carries. */
export const plainResponse = (status: number, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(null, { status, headers: { ...securityHeaders, "cache-control": "no-store", ...headers } });

const decodePath = (pathname: string): string | undefined => {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
};

/** Symbolic links and unknown types (source maps among them) are left out. */
const listFiles = async (folder: string): Promise<ReadonlyMap<string, string>> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile() && mimeTypes[extname(entry.name)] !== undefined)
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [`/${relative(folder, path).split(sep).join("/")}`, path]),
  );
};
