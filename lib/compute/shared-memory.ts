/** Size of `/dev/shm` unless said: the 64 MiB of containers are too little for what loads data with several processes. */
export function usualSharedMemory(memoryBytes: number): number {
  return Math.floor(memoryBytes / 2);
}
