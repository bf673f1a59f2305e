export { createBatchSource, type BatchSource, type DirectSettings, type WorkerSettings } from './batch-source.js';
export { channelsAfter, degrade, type Degradation } from './degrade/degradation.js';
export { degradedReader } from './degrade/degraded-reader.js';
export type { Picture } from './degrade/picture.js';
export {
  downloadBrand,
  downloadsOf,
  isDownload,
  type Download,
  type DownloadedData,
  type DownloadOptions,
  type DownloadProgress,
} from './download.js';
export { cacheHome, dataHome } from './home.js';
export { NpyFile, readNpy, writeNpy, type NpyArray } from './npy.js';
export type { WorkerSpec } from './worker-protocol.js';
