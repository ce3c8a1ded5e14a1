export { NewWeddingDialog, WeddingDetailsDialog } from "./wedding-dialog.tsx";
