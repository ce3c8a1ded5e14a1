import type { ReactNode } from "react";

/** Words that open something here, such as a guest's name; looks like a link, because that is how people read it. */
export const TextButton = ({ onPress, children }: { readonly onPress: () => void; readonly children: ReactNode }): ReactNode => (
  <button
    type="button"
    onClick={onPress}
    className="min-h-7 max-w-full min-w-6 truncate rounded text-start underline decoration-edge/60 underline-offset-2 hover:decoration-ink"
  >
    {children}
  </button>
);
