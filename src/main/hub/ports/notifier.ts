/** Tells the person something while they look elsewhere: OS notification in the shell, nothing headless. */
export interface Notifier {
  notify(note: { readonly title: string; readonly body: string; readonly route: string }): void;
}
