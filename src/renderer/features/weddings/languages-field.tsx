import type { ReactNode } from "react";
import { Button } from "../../ui/button.tsx";
import { X } from "../../ui/icons.ts";
import { Select } from "../../ui/select.tsx";
import { languageName } from "../campaigns/campaign-words.ts";

interface LanguagesFieldProps {
  readonly languages: readonly string[];
  readonly onChange: (languages: readonly string[]) => void;
}

/** The languages that messages are written in. */
export const LanguagesField = ({ languages, onChange }: LanguagesFieldProps): ReactNode => {
  const others = offered
    .filter((language) => !languages.includes(language))
    .map((id) => ({ id, label: languageName(id) }))
    .toSorted((a, b) => a.label.localeCompare(b.label));
  return (
    <div role="group" aria-label="Languages" className="flex flex-col gap-2">
      <Select
        label="Languages of the guests"
        items={[{ id: "", label: "Add a language…" }, ...others]}
        value=""
        onChange={(language) => language !== "" && onChange([...languages, language])}
      />
      <div className="flex flex-wrap gap-2">
        {languages.map((language) => (
          <Button
            key={language}
            aria-label={`Remove ${languageName(language)}`}
            isDisabled={languages.length === 1}
            onPress={() => onChange(languages.filter((one) => one !== language))}
          >
            {languageName(language)}
            {languages.length === 1 ? null : <X aria-hidden />}
          </Button>
        ))}
      </div>
      <p className="text-xs text-ink-2">
        {`You can write each message in all of these. Guests whose language is not known get ${languageName(languages[0] ?? "en")}.`}
      </p>
    </div>
  );
};

/** What the texts' starters, SMS and fonts are tried with; a list that is imported can still name others. */
const offered: readonly string[] =
  "ar bg bn ca cs da de el en es et eu fa fi fr ga gl he hi hr hu hy id is it ja ka ko lt lv mk ms mt nb nl pa pl pt pt-BR ro ru sk sl sq sr sv sw ta th tr uk ur vi yi zh".split(
    " ",
  );
