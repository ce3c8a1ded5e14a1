/** The package brings no types; this is the part that we use. Version 5 answers with a promise. */
declare module "mjml-browser" {
  interface MjmlResult {
    readonly html: string;
    readonly errors: readonly { readonly formattedMessage: string }[];
  }
  const mjml2html: (source: string, options: { readonly validationLevel: "strict" }) => Promise<MjmlResult>;
  export default mjml2html;
}
