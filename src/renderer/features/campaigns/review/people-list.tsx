import { useState } from "react";
import { Link } from "wouter";
import { useClient } from "../../../state/bridge-context.tsx";
import { Disclosure } from "../../../ui/disclosure.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { people } from "../../../ui/plain-words.ts";
import { useLoad } from "../use-load.ts";

interface FoundPerson {
  readonly id: string;
  readonly name: string;
}

interface PeopleListProps {
  readonly guestIds: readonly string[];
  /** The whole number; the ids may be only the first of them. */
  readonly count: number;
}

/** A number that opens the names behind it. Names are asked for only when somebody looks. */
export const PeopleList = ({ guestIds, count }: PeopleListProps) => {
  const [open, setOpen] = useState(false);
  const client = useClient();
  const nameOf = async (guestId: string, signal: AbortSignal): Promise<FoundPerson> => {
    for await (const frame of await client.guests.peek({ guestId }, { signal })) {
      const guest = frame?.guest;
      return { id: guestId, name: guest === undefined ? "" : `${guest.givenName} ${guest.familyName}`.trim() };
    }
    return { id: guestId, name: "" };
  };
  const key = open ? `names ${guestIds.join()}` : null;
  const names = useLoad(key, (signal) => Promise.all(guestIds.slice(0, 200).map((id) => nameOf(id, signal))));
  // Some numbers count mistakes, not people.
  if (guestIds.length === 0) return null;
  return (
    <div>
      <Disclosure isOpen={open} onToggle={() => setOpen(!open)}>
        {`${open ? "Hide" : "Show"} ${people(count)}`}
      </Disclosure>
      {open && names.problem !== undefined ? <ErrorState problem={names.problem} onRetry={names.reload} /> : null}
      {open ? (
        <ul className="columns-2 ps-5 pt-1 text-sm">
          {(names.value ?? []).map(({ id, name }) => (
            <li key={id}>
              <Link className="underline" href={`/guests?guest=${id}`}>
                <bdi>{name === "" ? "Unnamed guest" : name}</bdi>
              </Link>
            </li>
          ))}
        </ul>
      ) : null}
      {open && count > guestIds.length ? (
        <p className="text-ink-2 ps-5 text-sm">{`and ${(count - guestIds.length).toLocaleString()} more`}</p>
      ) : null}
    </div>
  );
};
