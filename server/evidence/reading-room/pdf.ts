import { PDFiumLibrary } from '@hyzyla/pdfium';
import { Unreadable } from './jobs';

/** The part of PDFium (compiled to WebAssembly) that is used here; the package's own classes never close a page. */
interface Pdfium {
  wasmExports: { malloc(bytes: number): number; free(at: number): void };
  HEAPU8: Uint8Array;
  _FPDF_LoadMemDocument(at: number, bytes: number, password: number): number;
  _FPDF_GetLastError(): number;
  _FPDF_CloseDocument(document: number): void;
  _FPDF_GetPageCount(document: number): number;
  _FPDF_LoadPage(document: number, index: number): number;
  _FPDF_ClosePage(page: number): void;
  _FPDF_GetPageWidth(page: number): number;
  _FPDF_GetPageHeight(page: number): number;
  _FPDFText_LoadPage(page: number): number;
  _FPDFText_ClosePage(text: number): void;
  _FPDFText_CountChars(text: number): number;
  _FPDFText_GetText(text: number, from: number, count: number, at: number): number;
  _FPDFBitmap_CreateEx(width: number, height: number, format: number, at: number, stride: number): number;
  _FPDFBitmap_FillRect(
    bitmap: number,
    x: number,
    y: number,
    width: number,
    height: number,
    colour: number,
  ): void;
  _FPDFBitmap_Destroy(bitmap: number): void;
  _FPDF_RenderPageBitmap(
    bitmap: number,
    page: number,
    x: number,
    y: number,
    width: number,
    height: number,
    rotate: number,
    flags: number,
  ): void;
}

export interface Pdf {
  pages: number;
  /** The words of a page, from 0, of at most so many characters. */
  text(index: number, most: number): string;
  /** A page as RGBA, as near to the width as the most pixels allow. */
  draw(index: number, width: number): { data: Uint8Array; width: number; height: number };
}

/** It needs a password, or is protected in a way that is not known here (FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY). */
const PROTECTED = [4, 5];
const BGRA = 4;
const ANNOTATIONS = 0x01;
const RGB_ORDER = 0x10;
const MOST_PIXELS = 8_000_000;

export const PROTECTED_PDF =
  'This PDF opens only with a password. Ask for one without, or open it and print it to a new PDF.';
export const DAMAGED_PDF =
  'This PDF is damaged and cannot be opened. Open it where it came from, print it to a new PDF, and send that one.';

let loading: Promise<Pdfium> | undefined;

/**
 * Opens a PDF for as long as the work on it takes.
 * @throws Unreadable when it needs a password or is damaged
 */
export async function withPdf<Result>(
  content: Buffer,
  work: (pdf: Pdf) => Promise<Result> | Result,
): Promise<Result> {
  loading ??= PDFiumLibrary.init().then((library) => (library as unknown as { module: Pdfium }).module);
  const pdfium = await loading;
  const at = pdfium.wasmExports.malloc(content.length);
  if (at === 0) throw new Error('No memory for the PDF');
  pdfium.HEAPU8.set(content, at);
  const document = pdfium._FPDF_LoadMemDocument(at, content.length, 0);
  if (!document) {
    throw new Unreadable(PROTECTED.includes(pdfium._FPDF_GetLastError()) ? PROTECTED_PDF : DAMAGED_PDF);
  }
  try {
    return await work({
      pages: pdfium._FPDF_GetPageCount(document),
      text: (index, most) => onPage(pdfium, document, index, (page) => textOf(pdfium, page, most)),
      draw: (index, width) => onPage(pdfium, document, index, (page) => drawn(pdfium, page, width)),
    });
  } finally {
    pdfium._FPDF_CloseDocument(document);
    pdfium.wasmExports.free(at);
  }
}

function onPage<Result>(
  pdfium: Pdfium,
  document: number,
  index: number,
  work: (page: number) => Result,
): Result {
  const page = pdfium._FPDF_LoadPage(document, index);
  if (!page) throw new Unreadable('This page of the PDF cannot be read.');
  try {
    return work(page);
  } finally {
    pdfium._FPDF_ClosePage(page);
  }
}

function textOf(pdfium: Pdfium, page: number, most: number): string {
  const text = pdfium._FPDFText_LoadPage(page);
  if (!text) return '';
  try {
    const count = Math.min(pdfium._FPDFText_CountChars(text), most);
    if (count <= 0) return '';
    const at = pdfium.wasmExports.malloc((count + 1) * 2);
    try {
      const written = pdfium._FPDFText_GetText(text, 0, count, at);
      const bytes = pdfium.HEAPU8.subarray(at, at + Math.max(0, written - 1) * 2);
      return new TextDecoder('utf-16le').decode(bytes);
    } finally {
      pdfium.wasmExports.free(at);
    }
  } finally {
    pdfium._FPDFText_ClosePage(text);
  }
}

function drawn(pdfium: Pdfium, page: number, wanted: number) {
  const ratio = pdfium._FPDF_GetPageHeight(page) / pdfium._FPDF_GetPageWidth(page);
  if (!Number.isFinite(ratio) || ratio <= 0) throw new Unreadable('This page of the PDF has no size.');
  const width = Math.max(1, Math.floor(Math.min(wanted, Math.sqrt(MOST_PIXELS / ratio))));
  const height = Math.max(1, Math.min(Math.round(width * ratio), Math.floor(MOST_PIXELS / width)));
  const bytes = width * height * 4;
  const at = pdfium.wasmExports.malloc(bytes);
  if (at === 0) throw new Error('No memory for the page');
  const bitmap = pdfium._FPDFBitmap_CreateEx(width, height, BGRA, at, width * 4);
  try {
    pdfium._FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xffffffff);
    pdfium._FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, ANNOTATIONS | RGB_ORDER);
    return { data: pdfium.HEAPU8.slice(at, at + bytes), width, height };
  } finally {
    pdfium._FPDFBitmap_Destroy(bitmap);
    pdfium.wasmExports.free(at);
  }
}
