import { os } from "./implementer.ts";
import type { Rooms } from "./rooms.ts";

export const campaignsApi = ({ campaigns, runs }: Rooms) => ({
  window: os.campaigns.window.handler(({ input, signal }) => campaigns.window(input, signal)),
  get: os.campaigns.get.handler(({ input }) => campaigns.get(input)),
  create: os.campaigns.create.handler(({ input }) => campaigns.create(input)),
  save: os.campaigns.save.handler(({ input }) => campaigns.save(input)),
  remove: os.campaigns.remove.handler(({ input }) => campaigns.remove(input)),
  restore: os.campaigns.restore.handler(({ input }) => campaigns.restore(input)),
  ownAddresses: os.campaigns.ownAddresses.handler(() => campaigns.ownAddresses()),
  testSend: os.campaigns.testSend.handler(({ input }) => campaigns.testSend(input)),
  dryRun: os.campaigns.dryRun.handler(({ input }) => campaigns.dryRun(input)),
  fields: os.campaigns.fields.handler(({ input }) => campaigns.fields(input)),
  previewGuests: os.campaigns.previewGuests.handler(({ input }) => campaigns.previewGuests(input)),
  preview: os.campaigns.preview.handler(({ input }) => campaigns.preview(input)),
  starter: os.campaigns.starter.handler(({ input }) => campaigns.starter(input)),
  review: os.campaigns.review.handler(({ input }) => campaigns.review(input)),
  costs: os.campaigns.costs.handler(({ input }) => campaigns.costs(input)),
  setCostLimit: os.campaigns.setCostLimit.handler(({ input }) => campaigns.setCostLimit(input)),
  approve: os.campaigns.approve.handler(({ input }) => campaigns.approve(input)),
  startNow: os.campaigns.startNow.handler(({ input }) => campaigns.startNow(input)),
  cancelHold: os.campaigns.cancelHold.handler(({ input }) => campaigns.cancelHold(input)),
  pause: os.campaigns.pause.handler(({ input }) => campaigns.pause(input)),
  resume: os.campaigns.resume.handler(({ input }) => campaigns.resume(input)),
  cancelRest: os.campaigns.cancelRest.handler(({ input }) => campaigns.cancelRest(input)),
  report: os.campaigns.report.handler(({ input }) => runs.report(input.campaignId)),
  run: os.campaigns.run.handler(({ input, signal }) => runs.run(input.campaignId, signal)),
});
