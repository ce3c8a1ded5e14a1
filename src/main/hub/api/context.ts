/** Who is calling; each transport states it once per connection. */
export interface ApiContext {
  readonly host: "electron" | "browser" | "headless";
}
