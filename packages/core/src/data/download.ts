/** Downloads are recognised by this key, as plugins are: `saddle data add` finds them among a plugin package's exports. */
export const downloadBrand = Symbol.for('saddle.download');

export interface DownloadProgress {
  readonly file: string;
  /** Bytes so far, those of an earlier attempt included. */
  readonly received: number;
  /** Bytes of the whole file, where the server tells. */
  readonly total: number | undefined;
}

export interface DownloadOptions {
  /** Take the files from this folder. */
  readonly from?: string;
  /** The folder of all downloaded data sets; `dataHome()` if not given. */
  readonly home?: string;
  /** Fetch the files from here: a mirror. */
  readonly baseUrl?: string;
  onProgress?(progress: DownloadProgress): void;
}

export interface DownloadedData {
  /** Where the data set lies now. */
  readonly folder: string;
  /** Names of its files. */
  readonly files: readonly string[];
}

/** A data set that can be fetched from its publishers. */
export interface Download {
  readonly [downloadBrand]: 1;
  /** What `saddle data add` calls it. */
  readonly name: string;
  /** One line: what it is, its size and its publisher. */
  readonly summary: string;
  /** @throws SADDLE_DATA_DOWNLOAD, SADDLE_DATA_NOT_FOUND and SADDLE_DATA_CORRUPT (for `from`) */
  add(options?: DownloadOptions): Promise<DownloadedData>;
}

export const isDownload = (value: unknown): value is Download =>
  typeof value === 'object' && value !== null && downloadBrand in value;

/** The downloads among a module's exports, lists of them included. */
export const downloadsOf = (module: object): Download[] => [
  ...new Set(
    Object.values(module)
      .flatMap((value: unknown) => (Array.isArray(value) ? (value as unknown[]) : [value]))
      .filter(isDownload),
  ),
];
