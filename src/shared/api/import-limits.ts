/** Largest guest list file. 50,000 rows of 20 columns weigh about 8 MB; beyond 20 MB it is not a guest list. */
export const importBytesMax = 20 * 1024 * 1024;
/** Bytes of file per `chunk` call, before base64; keeps every frame below the station's cap. */
export const importChunkBytes = 384 * 1024;
export const importRowsMax = 50_000;
export const importColumnsMax = 200;
/** 50,000 rows of 40 columns. Beyond, it is a database, and would take more memory than the rest of Usher. */
export const importCellsMax = 2_000_000;
