/** Where a link may lead: the consoles of the services that Usher uses. Everything else stays a text that can be copied. */
const allowedHosts = ["resend.com", "sendgrid.com", "twilio.com", "supabase.com"] as const;

/** Only https, without a user name in it, and only to these hosts or a name below one of them. */
export const isAllowedLink = (url: string): boolean => {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, username, password, port } = new URL(url);
  if (protocol !== "https:" || username !== "" || password !== "" || port !== "") return false;
  return allowedHosts.some((host) => hostname === host || hostname.endsWith(`.${host}`));
};
