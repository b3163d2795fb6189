declare module 'heic-decode' {
  interface HeicImage {
    width: number;
    height: number;
    decode(): Promise<{ width: number; height: number; data: Uint8ClampedArray }>;
  }
  export type HeicImages = HeicImage[] & { dispose(): void };
  const heicDecode: { all(options: { buffer: Uint8Array }): Promise<HeicImages> };
  export default heicDecode;
}
