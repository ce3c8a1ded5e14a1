/** Keeps provider credentials. Never synced, never logged, never sent to a renderer. */
export interface Secrets {
  /**
   * How well secrets are kept: `os-keychain`; `weak` (the OS offers only a fixed password: kept for this
   * session only); `environment` (read from environment variables); `session` (gone at exit).
   */
  readonly protection: "os-keychain" | "weak" | "environment" | "session";
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
  remove(name: string): Promise<void>;
}
