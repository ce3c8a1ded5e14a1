import type { ReactNode } from "react";
import type { Message } from "#shared/domain/message.ts";
import { Badge } from "./badge.tsx";
import { deliveryWords } from "./delivery-words.ts";

export interface DeliveryStateProps {
  readonly state: Message["state"];
  readonly delivery: Message["delivery"];
  readonly waiting?: Message["waiting"];
}

export const DeliveryState = ({ state, delivery, waiting = null }: DeliveryStateProps): ReactNode => {
  const { word, tone, icon } = deliveryWords(state, delivery, waiting);
  return (
    <Badge tone={tone} icon={icon}>
      {word}
    </Badge>
  );
};
