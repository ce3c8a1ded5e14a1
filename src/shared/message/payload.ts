/** The bytes-to-be of one message on one channel: a pure function of a frozen text and the frozen values. */
export type Payload =
  | {
      readonly channel: "email";
      readonly to: string;
      readonly from: string;
      readonly replyTo: string;
      readonly subject: string;
      readonly html: string;
      readonly text: string;
    }
  | { readonly channel: "sms"; readonly to: string; readonly from: string; readonly body: string }
  | {
      readonly channel: "push";
      /** `fcm:<token>` or `apns:<token>`, see push-address.ts. */
      readonly to: string;
      readonly title: string;
      readonly body: string;
      /** https address that a tap opens; empty for none. */
      readonly link: string;
    };
