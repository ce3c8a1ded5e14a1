import { countSms } from "#shared/sms/segments.ts";
import { note, placeOf, type Finder } from "./finding.ts";

export const smsUcs2: Finder = ({ texts }) =>
  [...texts.values()].flatMap(({ frozen }) =>
    frozen.channel !== "sms" || countSms(frozen.body).encoding !== "UCS-2"
      ? []
      : [
          note("sms-ucs2", {
            sentence: `${placeOf(frozen, true)} has characters that make it longer (70 a part instead of 160).`,
            fix: "See the editor for replacements.",
            fixAt: "texts",
          }),
        ],
  );
